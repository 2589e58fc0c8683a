# Varför något som kom in inte lästes. Varje mening säger vad som hände, vad som finns kvar och vad man gör.
intake-mail-too-large = Meddelandet är { $size } MiB och högst { $limit } MiB tas emot. Det har inte lästs. Be avsändaren dela upp det eller ladda upp handlingarna var för sig.
intake-not-a-mail = Detta är inget e-postmeddelande. Ladda upp originalmeddelandet (.eml) eller själva PDF-filen.
intake-header-too-large = Meddelandet har ett huvud på mer än { $limit } KiB och har inte lästs. Öppna det utanför Ombud och ladda upp handlingarna var för sig.
intake-too-deep = Meddelandet är nästlat i mer än { $limit } nivåer och har inte lästs. Ladda upp handlingarna var för sig.
intake-too-many-parts = Meddelandet har mer än { $limit } delar och har inte lästs. Ladda upp handlingarna var för sig.
intake-too-many-attachments = Meddelandet har mer än { $limit } bilagor och har inte lästs. Ladda upp handlingarna var för sig.
intake-not-a-pdf = Filen är ingen PDF, vad den än heter: { $found ->
    [archive] den är ett arkiv
    [image] den är en bild
    [markup] den är en webbsida
    [mail] den är ett e-postmeddelande
    [program] den är ett program
    [office] den är ett kontorsdokument
    [text] den är ren text
   *[unknown] vad den är går inte att säga
}. Den bevaras som den kom, oläst. Begär originalet av myndigheten.
intake-pdf-too-large = PDF-filen är { $size } MiB och högst { $limit } MiB läses. Den bevaras som den kom, oläst.
intake-pdf-too-complex = PDF-filen packas upp till mer än vad som är tillåtet. Den bevaras som den kom, oläst. Öppna den på en dator som är avsedd för det.
intake-pdf-broken = PDF-filen är skadad och kan inte läsas. Den bevaras som den kom. Begär originalet av myndigheten.
intake-pdf-too-slow = Det tog längre än { $seconds } sekunder att läsa PDF-filen, och försöket avbröts. Den bevaras som den kom, oläst.
intake-mail-too-slow = Det tog för lång tid att läsa meddelandet, och försöket avbröts. Det bevaras som det kom, oläst.
intake-mail-broken = Meddelandet får läsprogrammet att falla. Det bevaras som det kom, oläst. Säg till driften.
intake-json = Begäran har inte tagits in: { $problems }

# Vad en människa måste se om ett meddelande.
intake-mark-reply-elsewhere = Svar skulle gå till en annan domän än avsändarens.
intake-mark-sender-unclear = Meddelandet anger ingen avsändare eller flera.
intake-mark-date-unclear = Meddelandet saknar datum eller har ett som inte kan stämma.
intake-mark-text-cut = Texten här är avkortad; originalet är bevarat i sin helhet.
intake-mark-nested-mail = Det finns ett meddelande i meddelandet. Det bevaras som fil och har inte öppnats.
intake-mark-archive = Det finns ett arkiv bland filerna. Det bevaras och har inte öppnats.
intake-mark-program = Det finns ett program bland filerna.
intake-mark-misdeclared = En fil är inte vad avsändaren uppger.

# Vad en PDF innehåller utöver sidor.
intake-pdf-encrypted = PDF-filen är krypterad.
intake-pdf-javascript = PDF-filen innehåller ett skript.
intake-pdf-launch = PDF-filen skulle öppna en annan fil eller ett program, eller skicka något.
intake-pdf-embedded-files = PDF-filen bär på andra filer.
intake-pdf-open-action = PDF-filen gör något av sig själv när den öppnas.
intake-pdf-text-incomplete = All text i PDF-filen kunde inte läsas.

# Förslag.
intake-conflict = Handlingarna ger olika svar. Välj det rätta.
