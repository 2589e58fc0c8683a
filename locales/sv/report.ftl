report-style-tidy = Lång tabell (CSV)
report-style-microsoft = Microsofts arbetsbok (XLSX)
report-provisional = Preliminärt: perioden är inte slut.
report-total = Totalt

report-measure-demands_received = Inkomna begäranden
report-measure-identifiers_specified = Angivna uppgifter om konton
report-measure-accounts_matched = Motsvarande konton
report-measure-customers_concerned = Berörda kunder
report-measure-outcome_content = Innehåll utlämnat
report-measure-outcome_noncontent_only = Utlämnat, men inget innehåll
report-measure-outcome_no_data = Inga uppgifter finns
report-measure-outcome_rejected = Avslagna
report-measure-outcome_withdrawn = Återkallade av myndigheten
report-measure-outcome_redirected = Hänvisade till kunden
report-measure-outcome_in_process = Pågående
report-measure-accounts_disclosed = Konton med utlämnade uppgifter
report-measure-some_data_disclosed = Något utlämnat
report-measure-preservation_received = Begäranden om bevarande
report-measure-preservation_identifiers = Uppgifter om konton i bevaranden
report-measure-accounts_preserved = Bevarade konton
report-measure-orders_to_act_received = Förelägganden att ingripa, inkomna
report-measure-orders_to_act_followed = Förelägganden att ingripa, verkställda
report-measure-with_nondisclosure_order = Med yppandeförbud
report-measure-with_indefinite_nondisclosure_order = Med yppandeförbud utan slutdag
report-measure-notified_before = Kunden underrättad före
report-measure-notified_after = Kunden underrättad efteråt
report-measure-not_notified_prohibited = Ej underrättad: förbjudet
report-measure-not_notified_exigent = Ännu ej underrättad: nödsituation
report-measure-not_notified_other = Ej underrättad: annat skäl
report-measure-redirect_offered = Hänvisning lämnad
report-measure-redirect_accepted = Hänvisning godtagen
report-measure-redirect_declined = Hänvisning avböjd
report-measure-redirect_silent = Hänvisning obesvarad
report-measure-redirect_skipped_secrecy = Inte hänvisade: yppandeförbud
report-measure-redirect_skipped_emergency = Inte hänvisade: nödsituation
report-measure-redirect_skipped_law = Inte hänvisade: lagen pekar ut leverantören
report-measure-redirect_skipped_consumer = Inte hänvisade: enskild person
report-measure-redirect_skipped_no_customer = Inte hänvisade: ingen kund
report-measure-of_which_fraudulent = Varav falska

report-error-withheld = Inget exporterades. Perioden innehåller ärenden som saknar regel för publicering. Be juristen att fastställa en.
report-error-counted-twice = Inget exporterades. Dessa begäranden förekommer två gånger: { $demands }. Be driften att kontrollera databasen (ombud rebuild --check).
report-error-unknown-code = Inget exporterades. Dessa begäranden har ett land eller ett slag av beslut som inte finns i förteckningen: { $demands }. Rätta myndigheten eller beslutets slag.
report-error-contradiction =
    Inget exporterades. { $what ->
         [half-closed] Ett utfall saknar tidpunkt för avslut, eller tvärtom.
         [closed-after-cut-off] Begäran avslutades efter brytdagen.
         [closed-before-receipt] Begäran avslutades innan den kom in.
         [duplicate-of-itself] Begäran är antecknad som dubblett av sig själv.
         [disclosed-but-not-counted] Uppgifter har lämnats ut med stöd av en dubblett eller en ersatt handling, som inte räknas.
         [preservation-disclosed] Uppgifter har lämnats ut med stöd av ett bevarande.
         [preserved-only-was-a-disclosure] En begäran om utlämnande har avslutats som ett bevarande.
         [action-disclosed] Uppgifter har lämnats ut med stöd av ett föreläggande att göra något.
         [acted-on-was-no-order-to-act] Något som inte var ett föreläggande att göra något har avslutats som ett sådant.
         [outcome-against-disclosure] Utfallet stämmer inte med vad som lämnats ut.
         [accounts-against-disclosure] Något har lämnats ut men inte om något konto, eller inget om något konto.
        *[more-disclosed-than-matched] Fler konton har lämnats ut än som motsvarades.
    } Se { $demands }.
report-error-does-not-close = Inget exporterades. Regeln { $rule } är inte uppfylld för { $demands }. Rätta uppgifterna om dessa begäranden.
report-error-total-is-not-the-sum = Inget exporterades. En totalsumma är inte summan av sina delar ({ $measure }). Anmäl det som ett fel.
report-error-style-cannot = Inget exporterades. Formatet kan inte visa dessa tal: { $loss }
report-error-foreign-directory = Inget exporterades. Mappen { $dir } innehåller något som inte hör till en orörd tidigare export: { $found }. Ange en ny eller tom mapp.
report-error-write = Inget exporterades. { $path } kunde inte skrivas: { $reason }. Det som fanns där tidigare finns kvar.
report-error-build = Inget exporterades. { $file } kunde inte skapas: { $reason }. Anmäl det som ett fel.
