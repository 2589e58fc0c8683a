# Why a due date is what it is. Dates and times come in already written out in the reader's language.
# $n how many; $start the local start; $raw where the bare count ends; $skipped the reason the first day was skipped;
# $due the legal due date; $internal our own due date; $source the law that counts; $place the calendar's place.

clock-days = { $n } { $n ->
    [one] day
   *[other] days
} after { $start }: { $due } ({ $source }).
clock-days-rolled = { $n } { $n ->
    [one] day
   *[other] days
} after { $start } end on { $raw }; that day is { $skipped }, so the period runs to { $due } ({ $source }). We work to { $internal }.
clock-hours = { $n } { $n ->
    [one] hour
   *[other] hours
} from { $start }: { $due } ({ $source }).
clock-hours-next-hour = { $n } { $n ->
    [one] hour
   *[other] hours
} from the first full hour after { $start }: { $due } ({ $source }). We count from the minute and work to { $internal }.
clock-hours-rolled = { $n } { $n ->
    [one] hour
   *[other] hours
} from { $start } end on { $raw }; that day is { $skipped }, so the period runs to { $due } ({ $source }). We work to { $internal }.
clock-face = The paper names { $due }.
clock-face-unknown = The date on the paper has not been entered yet. Until then we work to { $internal }.
clock-own = Our own target; no law gives a number.
clock-promptly = The law says "without undue delay" and gives no number. We work to { $internal }.
clock-promptly-face = The law says "without undue delay"; the paper names { $due }. We work to { $internal }.
clock-immediate = To be done at once. We work to { $internal }.
clock-immediate-face = To be done at once; the paper names { $due }. We work to { $internal }.
clock-voluntary = Nothing is owed. We look at it by { $internal }.
clock-face-earlier = The paper names an earlier date, { $face }; we work to that.
clock-differs = Under today's calendar the due date would be { $due }. What was recorded stands until somebody changes it and says why.
clock-stands = The clock has stood still since { $from }: { $why }.
clock-stood = The clock stood still from { $from } to { $until }: { $why }. The days that were left run from the day after; hours run on at once.
clock-law = Set by { $law }.
paused-clarification = the authority owes an answer
paused-conflict = the law of another country is being looked at
paused-court-stay = a court has stayed the paper

# Why a period does not end on a day: fits after "that day is".

nonworking-saturday = a Saturday
nonworking-sunday = a Sunday
nonworking-too-few = only the first working day of the period, which must hold two
nonworking-not-counted = still within the days that count, for in so short a period only working days do

holiday-us-new-year = New Year's Day, a federal holiday
holiday-us-mlk = Martin Luther King Jr. Day, a federal holiday
holiday-us-washington = Washington's Birthday, a federal holiday
holiday-us-memorial = Memorial Day, a federal holiday
holiday-us-juneteenth = Juneteenth, a federal holiday
holiday-us-independence = Independence Day, a federal holiday
holiday-us-labor = Labor Day, a federal holiday
holiday-us-columbus = Columbus Day, a federal holiday
holiday-us-veterans = Veterans Day, a federal holiday
holiday-us-thanksgiving = Thanksgiving Day, a federal holiday
holiday-us-christmas = Christmas Day, a federal holiday

holiday-ie-new-year = New Year's Day, a public holiday in Ireland
holiday-ie-brigid = St Brigid's Day, a public holiday in Ireland
holiday-ie-patrick = St Patrick's Day, a public holiday in Ireland
holiday-ie-remembrance-2022 = the day of remembrance of 2022, a public holiday in Ireland
holiday-ie-easter-monday = Easter Monday, a public holiday in Ireland
holiday-ie-may = the May holiday, a public holiday in Ireland
holiday-ie-june = the June holiday, a public holiday in Ireland
holiday-ie-august = the August holiday, a public holiday in Ireland
holiday-ie-october = the October holiday, a public holiday in Ireland
holiday-ie-christmas = Christmas Day, a public holiday in Ireland
holiday-ie-stephen = St Stephen's Day, a public holiday in Ireland

holiday-se-nyarsdagen = New Year's Day, a public holiday in Sweden
holiday-se-trettondedag = Epiphany, a public holiday in Sweden
holiday-se-langfredagen = Good Friday, a public holiday in Sweden
holiday-se-annandag-pask = Easter Monday, a public holiday in Sweden
holiday-se-forsta-maj = the first of May, a public holiday in Sweden
holiday-se-himmelsfard = Ascension Day, a public holiday in Sweden
holiday-se-annandag-pingst = Whit Monday, a public holiday in Sweden until 2004
holiday-se-nationaldagen = the national day, a public holiday in Sweden
holiday-se-midsommardagen = Midsummer Day, a public holiday in Sweden
holiday-se-alla-helgon = All Saints' Day, a public holiday in Sweden
holiday-se-juldagen = Christmas Day, a public holiday in Sweden
holiday-se-annandag-jul = the second day of Christmas, a public holiday in Sweden
holiday-se-midsommarafton = Midsummer Eve, on which no statutory period ends in Sweden
holiday-se-julafton = Christmas Eve, on which no statutory period ends in Sweden
holiday-se-nyarsafton = New Year's Eve, on which no statutory period ends in Sweden

holiday-de-neujahr = New Year's Day, a public holiday in Germany
holiday-de-karfreitag = Good Friday, a public holiday in Germany
holiday-de-ostermontag = Easter Monday, a public holiday in Germany
holiday-de-erster-mai = the first of May, a public holiday in Germany
holiday-de-himmelfahrt = Ascension Day, a public holiday in Germany
holiday-de-pfingstmontag = Whit Monday, a public holiday in Germany
holiday-de-einheit = the Day of German Unity, a public holiday in Germany
holiday-de-reformation-2017 = Reformation Day of 2017, a public holiday in all of Germany
holiday-de-weihnachten-1 = Christmas Day, a public holiday in Germany
holiday-de-weihnachten-2 = the second day of Christmas, a public holiday in Germany
holiday-gb-new-year = New Year's Day, a bank holiday in the United Kingdom
holiday-gb-second-january = 2 January, a bank holiday in the United Kingdom
holiday-gb-patrick = St Patrick's Day, a bank holiday in the United Kingdom
holiday-gb-good-friday = Good Friday, a bank holiday in the United Kingdom
holiday-gb-easter-monday = Easter Monday, a bank holiday in the United Kingdom
holiday-gb-may = the early May bank holiday in the United Kingdom
holiday-gb-spring = the spring bank holiday in the United Kingdom
holiday-gb-world-cup = the bank holiday for the football World Cup of 2026 in the United Kingdom
holiday-gb-boyne = the anniversary of the Battle of the Boyne, a bank holiday in the United Kingdom
holiday-gb-summer = the summer bank holiday in the United Kingdom
holiday-gb-andrew = St Andrew's Day, a bank holiday in the United Kingdom
holiday-gb-christmas = Christmas Day, a bank holiday in the United Kingdom
holiday-gb-boxing = Boxing Day, a bank holiday in the United Kingdom
holiday-gb-millennium = the last day of 1999, a bank holiday in the United Kingdom
holiday-gb-jubilee = the Jubilee bank holiday in the United Kingdom
holiday-gb-wedding = the bank holiday for the royal wedding of 2011 in the United Kingdom
holiday-gb-funeral = the bank holiday for the State Funeral of 2022 in the United Kingdom
holiday-gb-coronation = the bank holiday for the Coronation of 2023 in the United Kingdom
