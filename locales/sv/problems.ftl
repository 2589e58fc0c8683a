# Vad som hände, vad som finns kvar, vad som kan göras.
problem-kept = Detta finns kvar
problem-next = Gör så här
problem-desk = Till början

problem-not-found-title = Finns inte
problem-not-found-happened = Här finns inget som du får se.
problem-not-found-kept = Inget har ändrats.
problem-not-found-next = Kontrollera adressen. Om du fick den av en kollega, fråga om du deltar i ärendet.

problem-forbidden-title = Ingår inte i dina roller
problem-forbidden-happened = Dina roller omfattar inte den här sidan eller åtgärden.
problem-forbidden-kept = Inget har ändrats.
problem-forbidden-next = Om du behöver den i ditt arbete, be en behörighetsadministratör om rollen.

problem-signed-out-title = Du är utloggad
problem-signed-out-happened = Sessionen tog slut efter 30 minuter utan användning eller 12 timmar totalt, så formuläret togs inte emot.
problem-signed-out-kept = Inget i formuläret sparades; allt dessförinnan finns kvar.
problem-signed-out-next = Logga in och gå sedan tillbaka i webbläsaren: de flesta minns vad du skrev.

problem-stale-sign-in-title = Bekräfta att det är du
problem-stale-sign-in-happened = Åtgärden kräver att du nyligen har visat vem du är, och det är för länge sedan.
problem-stale-sign-in-kept = Inget har ändrats.
problem-stale-sign-in-next = Gå tillbaka i webbläsaren, öppna sidan igen, bekräfta med lösenord och kod och skicka formuläret på nytt.

problem-conflict-title = Någon annan hann före
problem-conflict-happened = Det du arbetade med ändrades medan din sida var öppen.
problem-conflict-kept = Den andra ändringen finns kvar. Din sparades inte.
problem-conflict-next = Gå tillbaka, kopiera det du skrev, öppna sidan på nytt och ta ställning igen.

problem-too-large-title = För stort
problem-too-large-happened = Det som skickades är större än vad som tas emot här.
problem-too-large-kept = Inget av det sparades.
problem-too-large-next = Skicka en mindre fil eller låt driften läsa in den.

problem-unreadable-title = Formuläret gick inte att läsa
problem-unreadable-happened = Det som webbläsaren skickade är inte vad sidan väntar sig.
problem-unreadable-kept = Inget har ändrats.
problem-unreadable-next = Gå tillbaka, ladda om sidan och skicka formuläret igen.

problem-cross-site-title = Skickat från en annan webbplats
problem-cross-site-happened = Formuläret kom inte från en sida i den här installationen och togs därför inte emot.
problem-cross-site-kept = Inget har ändrats.
problem-cross-site-next = Öppna sidan här och gör det här. Om du inte skickade något, säg till behörighetsadministratören.

problem-slow-title = Det tog för lång tid
problem-slow-happened = Begäran blev inte klar i tid och avbröts.
problem-slow-kept = En ändring sparas helt eller inte alls. Se på sidan vilket.
problem-slow-next = Ladda om sidan. Försök igen om din ändring inte finns där.

problem-too-many-title = För många försök
problem-too-many-happened = Det har gjorts för många misslyckade försök härifrån.
problem-too-many-kept = Inget har ändrats.
problem-too-many-next = Vänta en kvart och försök igen.

problem-unavailable-title = Inget kan sparas just nu
problem-unavailable-happened = Disken är full eller trasig, så inga ändringar tas emot.
problem-unavailable-kept = Allt som har bekräftats finns kvar. Den här ändringen sparades inte.
problem-unavailable-next = Säg till driften. Det går fortfarande att läsa.

problem-broken-title = Något gick fel här
problem-broken-happened = Ett fel i programmet stoppade begäran.
problem-broken-kept = En ändring sparas helt eller inte alls. Se på sidan vilket.
problem-broken-next = Försök igen. Om det händer på nytt, berätta för driften när det var och vad du gjorde.
