month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
when-day = { $day } { $month } { $year }
when-moment = { $day }, { $time } { $zone }
when-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
when-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
when-minutes = { $n ->
    [0] less than a minute
    [one] { $n } minute
   *[other] { $n } minutes
}
when-ahead = in { $span }
when-ago = { $span } ago
when-overdue = { $span } overdue
