"""An independent count of deadlines: zoneinfo and holidays, none of the program's own code or tables.

Called with one JSON argument: {"seed": n, "count": n, "rules": [...], "loci": [[place, zone], ...], "years": [first, last]}.
Prints a line for each case: rule, locus (both as places in the lists), start, internal, legal (seconds since 1970; "-" where the
law gives no number). With "holidays": true it prints "place date" for every holiday of the years that is no Saturday or Sunday.
"""

import datetime as dt
import json
import random
import sys
from zoneinfo import ZoneInfo

import holidays

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
# What the list names but a calendar of laws leaves out: days off that a government exchanges or gives for a single year by decree.
GIVEN = ("substituted from", "Non-working day")
NATIONS = {"GB": "ENG", "GB-SCT": "SCT", "GB-NIR": "NIR"}


def off(place, first, last):
    """The public holidays of a place as a set of dates."""
    if place == "ZZ":
        return set()
    country = place.split("-")[0]
    listed = holidays.country_holidays(country, subdiv=NATIONS.get(place), years=range(first, last + 1), language="en_US")
    return {day for day, name in listed.items() if not all(any(g in part for g in GIVEN) for part in name.split("; "))}


def eves(first, last):
    """Lag (1930:173) 2 §: Midsummer Eve (the Friday of 19 to 25 June), Christmas Eve and New Year's Eve."""
    found = set()
    for year in range(first, last + 1):
        found |= {dt.date(year, 12, 24), dt.date(year, 12, 31)}
        found |= {d for d in (dt.date(year, 6, n) for n in range(19, 26)) if d.weekday() == 4}
    return found


def when(wall, zone):
    """The first instant at which the clock of the zone shows `wall`, or the end of the jump that leaves it out."""
    at = int(wall.replace(tzinfo=zone).timestamp())
    if dt.datetime.fromtimestamp(at, zone).replace(tzinfo=None) == wall:
        return at
    low, high = at - 172800, at + 172800
    while high - low > 1:
        middle = (low + high) // 2
        if dt.datetime.fromtimestamp(middle, zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high


def closing(day, zone):
    """24:00 of a day."""
    return when(dt.datetime.combine(day + DAY, dt.time()), zone)


class Places:
    def __init__(self, places, first, last):
        self.plain = {p: off(p, first, last) for p in places}
        self.swedish = {p: days | eves(first, last) if p == "SE" else days for p, days in self.plain.items()}

    def closed(self, place, counting):
        return (self.swedish if counting == "se1930" else self.plain)[place]


def count(rule, place, zone, start, places):
    """Both readings of a due date."""
    kind, what = next(iter(rule.items()))
    local = dt.datetime.fromtimestamp(start, zone)
    if kind == "face":
        return closing(local.date() + what["sla_days"] * DAY, zone), None
    if kind in ("promptly", "voluntary"):
        return start + 3600 * what["sla_hours"], None
    if kind == "immediate":
        return start + 60 * what["sla_minutes"], None
    n, counting = what["n"], what["counting"]
    closed = places.closed(place, counting)

    def works(day):
        return day.weekday() < 5 and day not in closed

    if kind == "days":
        bare = local.date() + n * DAY
        last = bare
        if counting == "cpr" and n <= 5:
            last, left = local.date(), n
            while left:
                last += DAY
                left -= works(last)
        if counting != "plain":
            while not works(last):
                last += DAY
        if counting == "reg1182" and n >= 2:
            seen = sum(works(local.date() + k * DAY) for k in range(1, (last - local.date()).days + 1))
            while seen < 2:
                last += DAY
                seen += works(last)
        return closing(bare, zone), closing(last, zone)
    internal = start + 3600 * n
    if counting == "reg1182":
        return internal, start - 60 * local.minute - local.second + 3600 * (n + 1)
    if counting == "frcp":
        end = dt.datetime.fromtimestamp(internal, zone).replace(tzinfo=None)
        if not works(end.date()):
            while not works(end.date()):
                end += DAY
            return internal, when(end, zone)
    return internal, internal


def edges(zone, first, last):
    """The hours around each change of the clock."""
    found, at, end = [], int(dt.datetime(first, 1, 1, tzinfo=UTC).timestamp()), int(dt.datetime(last, 1, 1, tzinfo=UTC).timestamp())
    shift = dt.datetime.fromtimestamp(at, zone).utcoffset()
    while at < end:
        at += 86400
        now = dt.datetime.fromtimestamp(at, zone).utcoffset()
        if now != shift:
            found.append(at - 43200)
            shift = now
    return found


def main():
    asked = json.loads(sys.argv[1])
    first, last = asked["years"]
    loci = [(place, ZoneInfo(zone)) for place, zone in asked["loci"]]
    names = {place for place, _ in loci}
    if asked.get("holidays"):
        for place in sorted(names):
            for day in sorted(d for d in off(place, first, last) if d.weekday() < 5):
                print(place, day)
        return
    # A period may run over the end of the years, and an observed New Year's Day is found in the year before.
    places = Places(names, first - 1, last + 2)
    chance, rules, out = random.Random(asked["seed"]), asked["rules"], []
    low = int(dt.datetime(first, 1, 1, tzinfo=UTC).timestamp())
    high = int(dt.datetime(last, 12, 31, tzinfo=UTC).timestamp())
    turns = [edges(zone, first, last) for _, zone in loci]
    corners = [int(dt.datetime(y, m, d, tzinfo=UTC).timestamp()) for y in range(first, last) for m, d in ((1, 1), (2, 28), (12, 24), (12, 31))]
    for case in range(asked["count"]):
        rule, locus = chance.randrange(len(rules)), case % len(loci)
        place, zone = loci[locus]
        start, throw = chance.randrange(low, high), case % 8
        if throw == 0 and turns[locus]:
            start = chance.choice(turns[locus]) + chance.randrange(-172800, 172800)
        elif throw == 1:
            start = chance.choice(corners) + chance.randrange(-86400, 172800)
        elif throw == 2:
            start -= start % 3600
        internal, legal = count(rules[rule], place, zone, start, places)
        out.append(f"{rule} {locus} {start} {internal} {'-' if legal is None else legal}")
        if len(out) == 4096:
            print("\n".join(out))
            out.clear()
    if out:
        print("\n".join(out))


main()
