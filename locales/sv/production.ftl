# Varför ett utlämnande inte gick vidare. $line är omfattningsradens nummer.

production-unusable = Den sparade filen för rad { $line } går inte att använda. Inget har lämnat huset och begäran är oförändrad; samla in raden på nytt.
production-not-approved = Omfattningen är inte den som beslutades. Inget har lämnat huset; öppna granskningen igen.
production-not-sealed = De sparade filerna ger inte längre det paket som förseglades. Inget har lämnat huset; öppna granskningen igen och försegla på nytt.
production-not-released = Paketet är inte frisläppt och lämnas därför inte ut. Två personer måste först besluta om utlämnandet.
production-cut = Arbetet med filerna avbröts. Begäran är oförändrad; försök igen.
