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
kind-mail-bounced = Ett meddelande kom i retur
kind-mail-delivered = Ett meddelande levererades
kind-mail-delayed = Ett meddelande är fördröjt
kind-mail-relayed = Ett meddelande lämnades vidare
kind-mail-report-doubtful = En tveksam rapport om ett meddelande kom in
kind-mail-report-decided = Någon granskade en rapport om ett meddelande
kind-mail-stopped = Ett brev stoppades innan det gick ut
kind-staff-reminded = Personalen påmindes
