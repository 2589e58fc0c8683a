# Vad som blev av ett meddelande sedan det hade tagits emot.
fate-accepted = Mottaget av e-postservern
fate-delayed = Fördröjt; den andra sidan försöker vidare
fate-relayed = Vidarebefordrat; mer går inte att få veta
fate-delivered = Levererat till brevlådan
fate-bounced = Kom i retur
fate-unclear = Rapporten är oklar
tied-token = Genom den adress som bara detta meddelande har
tied-message-id = Enbart genom Message-ID, som alla känner som har sett meddelandet

# För tidslinjen och loggen.
event-mail-bounced = Ett meddelande kom i retur: { $text }
event-mail-delivered = Ett meddelande levererades till mottagarens brevlåda.
event-mail-delayed = Ett meddelande är fördröjt; den andra sidan försöker vidare: { $text }
event-mail-relayed = Ett meddelande lämnades vidare till en server som inte sänder rapporter.
event-mail-report-doubtful = En rapport om ett meddelande kom in som vem som helst kan ha skrivit, eller som inte stämmer med det som är känt. Den räknas inte förrän någon har granskat den.
event-mail-report-believed = Någon har granskat en rapport om ett meddelande, och den räknas: { $text }
event-mail-report-disbelieved = Någon har granskat en rapport om ett meddelande, och den räknas inte: { $text }
event-mail-stopped = Ett brev till myndigheten stoppades innan det gick ut: myndigheten är spärrad.
event-mail-contact-withheld = Hänvisningen till kunden hölls inne och skrevs om utan kundens kontakt: kunden får inte underrättas nu.
kind-mail-bounced = Ett meddelande kom i retur
kind-mail-delivered = Ett meddelande levererades
kind-mail-delayed = Ett meddelande är fördröjt
kind-mail-relayed = Ett meddelande lämnades vidare
kind-mail-report-doubtful = En tveksam rapport om ett meddelande kom in
kind-mail-report-decided = Någon granskade en rapport om ett meddelande
kind-mail-stopped = Ett brev stoppades innan det gick ut
kind-mail-contact-withheld = En hänvisning skrevs om utan kundens kontakt
kind-staff-reminded = Personalen påmindes

# På sidan Utkorg.
outbox-tab-returned = I retur
outbox-fates = Vad som blev av det
outbox-fate = Rapport
outbox-report-file = Rapporten
outbox-report-waits = En rapport behöver granskas
outbox-report-open = Tveksam; räknas inte ännu
outbox-report-dropped = Räknas inte
outbox-report = Är rapporten sann?
outbox-report-lead = Den kom inte tillbaka till meddelandets egen adress, eller så stämmer den inte med det som är känt: alla som har sett meddelandet kan ha skrivit den. Ring mottagaren innan du tror på den.
outbox-report-counts = Rapporten
outbox-report-choose = Välj om rapporten räknas.
outbox-report-yes = Den är sann
outbox-report-yes-hint = Det den säger räknas: kom meddelandet i retur märks kontakten.
outbox-report-no = Den är inte sann
outbox-report-no-hint = Den ändrar inget men finns kvar i loggen.
outbox-report-reason-hint = Till exempel: ringde kontakten, brevlådan finns inte längre.
outbox-back = Det kom i retur
outbox-back-lead = Mottagaren fick det aldrig. Ta reda på rätt adress eller lämna beskedet på annat sätt, och för in vad du har gjort.
outbox-back-reason-hint = Till exempel: ringde domstolen, sände det med post, bad att registret rättas.
document-delivery-report = Leveransrapport

# Varför ett meddelande återkallades.
outbox-why-expired = Det fyllde ingen funktion längre: tiden hade gått ut.
outbox-why-no-demand = Begäran finns inte längre.
outbox-why-superseded = Ett senare beslut trädde i dess ställe.
outbox-why-secrecy = Yppandeförbud hindrar det.
outbox-why-frozen = Myndigheten är spärrad: inget går dit.
outbox-why-notice-stopped = Underrättelsen stoppades.
outbox-why-secrecy-placed = Yppandeförbud infördes.
outbox-why-notice-waived = Underrättelsen efterskänktes.
event-mail-formless = Ett brev stoppades innan det gick ut: formulär 3 följde inte med. Rätta begäran och skriv det på nytt.
event-mail-form-late = Formulär 3 gick ut efter fristen för utlämnandet. Säg varför i nästa brev; tidpunkten står i journalen.
kind-mail-formless = Ett brev stoppades eftersom formulär 3 inte följde med
kind-mail-form-late = Formulär 3 gick ut efter sin frist
outbox-why-no-form = Formulär 3 följde inte med; ett sådant brev går inte ut utan det.
outbox-annex = Med formulär 3
