month-1 = januari
month-2 = februari
month-3 = mars
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = augusti
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
when-day = { $day } { $month } { $year }
when-moment = { $day } kl. { $time } { $zone }
when-days = { $n } dygn
when-hours = { $n ->
    [one] { $n } timme
   *[other] { $n } timmar
}
when-minutes = { $n ->
    [0] mindre än en minut
    [one] { $n } minut
   *[other] { $n } minuter
}
when-ahead = om { $span }
when-ago = för { $span } sedan
when-overdue = { $span } försenad
