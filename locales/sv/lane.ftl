# Nödlägen: innehåll som är spärrat, granskningen efteråt, beslutet som följer.

desk-lane = Nödlägen först
queue-lane = Nödlägen först
queue-is-lane = Nödlägen först

verb-open-content = Släpp fram innehåll
verb-review-emergency = Granska nödläget i efterhand
verb-settle-follow-up = Avsluta frågan om formellt beslut
explain-open-content = Antecknar varför innehåll får lämnas ut utan formellt beslut i detta nödläge. Det kräver en person till: du får inte ha någon annan del i begäran, vare sig före eller efter.
explain-review-emergency = Någon som inte deltog ser på nytt på det som lämnades ut och säger om det var rätt. Ska ske inom 72 timmar från utlämnandet.
explain-settle-follow-up = Antecknar att det formella beslutet har kommit, eller varför det inte kommer.
ask-sound = Var det rätt att lämna ut?
sound-yes = Ja
sound-no = Nej
ask-process = Vår beteckning på den begäran som är det formella beslutet
ask-settle-follow-up-reason = Om inget beslut kommer: varför

reason-same-person-opener = Du släppte fram innehållet. Någon annan måste göra detta.
reason-same-person-participant = Du har deltagit i denna begäran. Det krävs någon som inte har gjort det.
reason-content-shut = Innehåll lämnas inte ut utan formellt beslut. En jurist utan annan del i begäran släpper först fram det och anger skäl; annars avslås raderna med innehåll.
reason-not-the-process = Den begäran är inte det formella beslutet i detta ärende: den måste komma från samma myndighet och vara tvingande enligt sin egen lag.

event-content-opened = Innehåll släpptes fram utan formellt beslut: { $text }
event-emergency-reviewed-sound = Nödläget granskades och utlämnandet befanns riktigt: { $text }
event-emergency-reviewed-unsound = Nödläget granskades och utlämnandet befanns felaktigt: { $text }
event-follow-up-settled = Det formella beslutet kom in.
event-follow-up-settled-note = Det formella beslutet kom in: { $text }
event-follow-up-settled-none = Inget formellt beslut kommer: { $text }
kind-content-opened = Innehåll släpptes fram utan formellt beslut
kind-emergency-reviewed = Nödläget granskades
kind-follow-up-settled = Frågan om formellt beslut avslutades

link-process = Formellt beslut efter nödläget
obligation-review = Granska nödläget
obligation-follow-up = Få in det formella beslutet
rule-D-emergency-review = granskning efter nödläge
rule-D-emergency-paper = beslut efter nödläge

track-content = Innehåll
track-content-shut = spärrat: det begärs utan formellt beslut
track-content-opened = framsläppt av { $who }, { $at }: { $text }
track-review = Granskning i efterhand
track-review-owed = ska ske senast { $due }, av någon som inte deltog
track-review-owed-late = försenad sedan { $due }, av någon som inte deltog
track-review-sound = befanns riktigt av { $who }, { $at }: { $text }
track-review-unsound = befanns felaktigt av { $who }, { $at }: { $text }
track-paper = Formellt beslut
track-paper-owed = ska komma från myndigheten senast { $due }
track-paper-owed-late = har inte kommit; det skulle ha kommit senast { $due }
track-paper-came = har kommit; antecknat av { $who }, { $at } { $text }
track-paper-none = kommer inte; antecknat av { $who }, { $at }: { $text }
