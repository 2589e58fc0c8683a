//! A form as it is typed in from a paper: the fields of Annexes I and II in their order, what was typed, and the form that it makes. Pure.
//! Section M is not for the addressee: there is no field for it, so that nobody can copy it from a paper by mistake.

use super::form::{
    AddressedAs, AddresseeRole, AuthorityKind, DataCategory, DelayReason, EvidenceKind, Form, Kind, Proceedings, ProcessorGround,
    Recipient, Threat,
};
use super::{EPOC, items};
use crate::wire::{At, Body, Map, Node, Out, Wire};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::text::{is_hidden, one_line};
use std::collections::{BTreeMap, BTreeSet};

/// Most identifiers that are typed into one form.
pub const MOST: usize = 50;
/// What the typed form is called among the demand's documents; it is read before a file that came.
pub const AS_ENTERED: &str = "form-as-entered.json";
/// Most letters of a line.
const LINE: usize = 500;
/// Most letters of a text of several lines.
const LINES: usize = 4_000;
/// The field that says in which zone the times of an identifier are; it is no part of the form.
pub const ZONE: &str = "Zone";

/// How a field is filled in.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// A civil day.
    Day,
    /// Day and time, or a day for its beginning.
    From,
    /// Day and time, or a day for its end.
    Until,
    /// A zone or an offset.
    Zone,
    /// Yes, no, or not said.
    YesNo,
    /// One of these codes.
    One(fn() -> Vec<&'static str>),
    /// Any of these codes.
    Any(fn() -> Vec<&'static str>),
    /// A list with commas.
    List,
}

/// A field: the name of the part that it becomes, and how it is filled in.
#[derive(Clone, Copy, Debug)]
pub struct Blank {
    /// Name of the part.
    pub name: &'static str,
    /// How it is filled in.
    pub input: Input,
}

/// A section, by its letter in Annex I.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The letter.
    pub letter: char,
    /// Whether Annex II has it.
    pub in_both: bool,
    /// Its fields, in order.
    pub blanks: &'static [Blank],
}

const fn blank(name: &'static str, input: Input) -> Blank {
    Blank { name, input }
}

const fn section(letter: char, in_both: bool, blanks: &'static [Blank]) -> Section {
    Section { letter, in_both, blanks }
}

/// Who signs (sections I and J).
const SIGNS: &[Blank] = &[
    blank("Type", Input::One(AuthorityKind::codes)),
    blank("CaseWithoutValidation", Input::YesNo),
    blank("NameOfAuthority", Input::Line),
    blank("NameOfRepresentative", Input::Line),
    blank("PostHeld", Input::Line),
    blank("FileReference", Input::Line),
    blank("Address", Input::Lines),
    blank("TelNo", Input::Line),
    blank("FaxNo", Input::Line),
    blank("Email", Input::Line),
    blank("Language", Input::List),
    blank("ContactAuthority", Input::Lines),
    blank("Date", Input::Day),
    blank("Signature", Input::Line),
];

/// The sections in the order of Annex I. E stands for E and F of one identifier: it is there once for each.
pub const SECTIONS: [Section; 12] = [
    section(
        'A',
        true,
        &[
            blank("IssuingState", Input::Line),
            blank("IssuingAuthority", Input::Line),
            blank("IssuingFileReference", Input::Line),
            blank("ValidatingAuthority", Input::Line),
            blank("ValidatingFileReference", Input::Line),
            blank("FormLanguage", Input::Line),
        ],
    ),
    section(
        'B',
        true,
        &[
            blank("Name", Input::Line),
            blank("Role", Input::One(AddresseeRole::codes)),
            blank("Address", Input::Lines),
            blank("TelNo", Input::Line),
            blank("FaxNo", Input::Line),
            blank("Email", Input::Line),
            blank("ContactPerson", Input::Line),
            blank("FileReference", Input::Line),
            blank("ServiceProviderConcerned", Input::Line),
        ],
    ),
    section(
        'C',
        false,
        &[
            blank("AsSoonAsPossible", Input::YesNo),
            blank("AtTheEndOfTenDays", Input::YesNo),
            blank("Emergency", Input::One(Threat::codes)),
            blank("EmergencyReasons", Input::Lines),
            blank("OtherDeadlines", Input::Lines),
        ],
    ),
    section(
        'D',
        false,
        &[
            blank("Authority", Input::Line),
            blank("FileReference", Input::Line),
            blank("Date", Input::Day),
            blank("AddresseeFileReference", Input::Line),
        ],
    ),
    section(
        'E',
        true,
        &[
            blank("Id", Input::Line),
            blank("Type", Input::One(EvidenceKind::codes)),
            blank("Value", Input::Line),
            blank("ServiceName", Input::Line),
            blank(ZONE, Input::Zone),
            blank("ObservedAt", Input::From),
            blank("Start", Input::From),
            blank("End", Input::Until),
            blank("DataCategory", Input::Any(DataCategory::codes)),
            blank("Option", Input::Any(items::codes)),
            blank("OtherInformation", Input::Lines),
        ],
    ),
    section('F', true, &[blank("", Input::Lines)]),
    section(
        'G',
        true,
        &[
            blank("Proceedings", Input::One(Proceedings::codes)),
            blank("Offence", Input::Lines),
            blank("Provision", Input::Line),
            blank("Threshold", Input::Lines),
            blank("AddressedAs", Input::One(AddressedAs::codes)),
            blank("ProcessorGround", Input::One(ProcessorGround::codes)),
            blank("RefrainFromInforming", Input::YesNo),
            blank("Justification", Input::Lines),
            blank("OtherConditions", Input::Lines),
        ],
    ),
    section('H', false, &[blank("Delayed", Input::YesNo), blank("DelayReason", Input::Any(DelayReason::codes))]),
    section('I', true, SIGNS),
    section('J', true, SIGNS),
    section('K', false, &[blank("EnforcingAuthority", Input::Line), blank("Contact", Input::Lines)]),
    section('L', false, &[blank("AuthorityCompetences", Input::Any(Recipient::codes)), blank("PreferredMeans", Input::Lines)]),
];

/// The sections of a certificate.
pub fn sections(kind: Kind) -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().filter(move |section| kind == Kind::Epoc || section.in_both)
}

/// What is wrong with a field. The sentence stands in the translations under `form-fault-<code>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// No day.
    Day,
    /// Neither day and time nor a day.
    Moment,
    /// Neither the name of a zone nor an offset.
    Zone,
    /// Not one of the list.
    Choice,
    /// Longer than is kept.
    Long,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 5] = [Fault::Day, Fault::Moment, Fault::Zone, Fault::Choice, Fault::Long];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Fault::Day => "day",
            Fault::Moment => "moment",
            Fault::Zone => "zone",
            Fault::Choice => "choice",
            Fault::Long => "long",
        }
    }
}

/// Name of a field as it is typed, and what is wrong with it.
pub type Faults = BTreeMap<String, Fault>;

/// The name of a field: `a-IssuingState`, `e2-Value`.
#[must_use]
pub fn named(letter: char, place: Option<usize>, name: &str) -> String {
    let letter = letter.to_ascii_lowercase();
    let place = place.map(|n| n.to_string()).unwrap_or_default();
    if name.is_empty() { format!("{letter}{place}") } else { format!("{letter}{place}-{name}") }
}

/// Everything typed, as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed {
    values: BTreeMap<String, Vec<String>>,
    blocks: usize,
}

impl Typed {
    /// What a browser sent; what has no field is left aside.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>, kind: Kind) -> Self {
        let mut typed = Self { blocks: 1, ..Self::default() };
        let known: BTreeSet<String> = sections(kind)
            .flat_map(|section| {
                let places: Vec<_> = if section.letter == 'E' { (1..=MOST).map(Some).collect() } else { vec![None] };
                places.into_iter().flat_map(move |place| section.blanks.iter().map(move |blank| named(section.letter, place, blank.name)))
            })
            .collect();
        for (name, value) in pairs {
            if known.contains(&name) {
                let place = name.strip_prefix('e').and_then(|rest| rest.split('-').next()).and_then(|n| n.parse().ok());
                typed.blocks = typed.blocks.max(place.unwrap_or(1));
                typed.values.entry(name).or_default().push(value);
            }
        }
        typed
    }

    /// A form as it would have been typed, its times in UTC; `None` for one with more identifiers than are typed.
    #[must_use]
    pub fn from(form: &Form) -> Option<Self> {
        if form.e.len() > MOST {
            return None;
        }
        let Body::Map { children, .. } = form.body(EPOC) else { return None };
        let mut typed = Self { blocks: form.e.len().max(1), ..Self::default() };
        for part in &children {
            let Some(letter) = part.name.strip_prefix("Section").and_then(|rest| rest.chars().next()) else { continue };
            match &part.body {
                Body::Map { children, .. } if letter == 'E' => {
                    for (n, one) in children.iter().enumerate() {
                        typed.put_all(letter, Some(n + 1), &one.body);
                        typed.values.insert(named(letter, Some(n + 1), ZONE), vec!["UTC".to_owned()]);
                    }
                }
                said => typed.put_all(letter, None, said),
            }
        }
        Some(typed)
    }

    fn put_all(&mut self, letter: char, place: Option<usize>, body: &Body) {
        let Some(section) = SECTIONS.iter().find(|section| section.letter == letter) else { return };
        let one = |name: &str, body: &Body| {
            let input = section.blanks.iter().find(|blank| blank.name == name).map(|blank| blank.input)?;
            Some((name.to_owned(), written(input, body)))
        };
        let all: Vec<(String, String)> = match body {
            Body::Map { children, .. } => children.iter().filter_map(|Out { name, body, .. }| one(name, body)).collect(),
            said => one("", said).into_iter().collect(),
        };
        for (name, value) in all {
            let list = section.blanks.iter().any(|blank| blank.name == name && matches!(blank.input, Input::List));
            let values = self.values.entry(named(letter, place, &name)).or_default();
            match values.first_mut().filter(|_| list) {
                Some(before) => *before = format!("{before}, {value}"),
                None => values.push(value),
            }
        }
    }

    /// The first value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// All values of a field.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many identifiers have fields.
    #[must_use]
    pub const fn blocks(&self) -> usize {
        self.blocks
    }

    /// Fields for one identifier more, as long as there may be more.
    pub const fn one_more(&mut self) {
        if self.blocks < MOST {
            self.blocks += 1;
        }
    }

    /// The form that was typed; times are civil times in `zone` where no other is given.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn form(&self, kind: Kind, zone: Tz) -> Result<Form, Faults> {
        let mut faults = Faults::new();
        let mut root = Map::default();
        root.children.insert("Form".to_owned(), vec![Node::Text(if kind == Kind::Epoc { "1" } else { "2" }.to_owned())]);
        for section in sections(kind) {
            let name = format!("Section{}", section.letter);
            let node = match section.letter {
                'E' => {
                    let all: Vec<Node> =
                        (1..=self.blocks).filter_map(|n| self.section(section, Some(n), zone, &mut faults)).map(Node::Map).collect();
                    let list = Map { kind: None, children: BTreeMap::from([("Evidence".to_owned(), all)]) };
                    (!list.children.values().all(Vec::is_empty)).then_some(Node::Map(list))
                }
                'F' => self.section(section, None, zone, &mut faults).and_then(|mut map| map.children.remove("")?.pop()),
                _ => self.section(section, None, zone, &mut faults).map(Node::Map),
            };
            root.children.extend(node.map(|node| (name, vec![node])));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Form::read(Node::Map(root), &At::root()).map_err(|_| Faults::from([(String::new(), Fault::Choice)]))
    }

    /// The parts of a section that something was typed for.
    fn section(&self, section: &Section, place: Option<usize>, zone: Tz, faults: &mut Faults) -> Option<Map> {
        let typed_zone = self.get(&named(section.letter, place, ZONE));
        let zone = Place::of(typed_zone).unwrap_or(Place::Zone(zone));
        let mut map = Map::default();
        for blank in section.blanks {
            let name = named(section.letter, place, blank.name);
            let mut nodes = Vec::new();
            for value in self.all(&name).iter().filter(|value| !value.trim().is_empty()) {
                match read(blank.input, value, zone) {
                    Ok(values) => nodes.extend(values.into_iter().map(Node::Text)),
                    Err(fault) => drop(faults.insert(name.clone(), fault)),
                }
            }
            if !nodes.is_empty() && blank.name != ZONE {
                map.children.insert(blank.name.to_owned(), nodes);
            }
        }
        (!map.children.is_empty()).then_some(map)
    }
}

/// A value of the form as it would have been typed.
fn written(input: Input, body: &Body) -> String {
    let text = match body {
        Body::Text(text) => text.clone(),
        Body::Bool(said) => if *said { "yes" } else { "no" }.to_owned(),
        Body::Number(number) => number.to_string(),
        Body::Map { .. } => String::new(),
    };
    match input {
        Input::From | Input::Until => text.parse::<Instant>().map_or(text, |at| at.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
        _ => text,
    }
}

/// Where the times of an identifier are civil times.
#[derive(Clone, Copy)]
enum Place {
    Zone(Tz),
    Offset(FixedOffset),
}

impl Place {
    fn of(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let offset = || DateTime::parse_from_rfc3339(&format!("2000-01-01T00:00:00{typed}")).ok().map(|t| *t.offset());
        typed.parse().map(Self::Zone).ok().or_else(|| offset().map(Self::Offset))
    }

    /// A civil time; the earlier of two where clocks go back, none where they skip it.
    fn instant(self, at: NaiveDateTime) -> Option<Instant> {
        match self {
            Self::Zone(zone) => zone.from_local_datetime(&at).earliest().map(|t| t.to_utc()),
            Self::Offset(offset) => offset.from_local_datetime(&at).earliest().map(|t| t.to_utc()),
        }
    }

    /// The first instant of a day, or the first after it.
    fn day(self, day: NaiveDate, end: bool) -> Option<Instant> {
        match (self, end) {
            (Self::Zone(zone), true) => Some(end_of_day(day, zone)),
            (Self::Zone(zone), false) => Some(end_of_day(day.pred_opt()?, zone)),
            (Self::Offset(_), true) => self.instant(day.succ_opt()?.and_time(NaiveTime::MIN)),
            (Self::Offset(_), false) => self.instant(day.and_time(NaiveTime::MIN)),
        }
    }
}

fn moment(typed: &str, end: bool, place: Place) -> Option<Instant> {
    let typed = typed.trim().replacen('T', " ", 1);
    if let Ok(day) = NaiveDate::parse_from_str(&typed, "%Y-%m-%d") {
        return place.day(day, end);
    }
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.f"];
    let read = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&typed, format).ok());
    place.instant(read?)
}

/// Whether the years are those that a form can carry.
fn in_range(day: NaiveDate) -> bool {
    (1970..=2199).contains(&chrono::Datelike::year(&day))
}

fn read(input: Input, typed: &str, place: Place) -> Result<Vec<String>, Fault> {
    let short = |most: usize, text: String| if typed.chars().count() > most { Err(Fault::Long) } else { Ok(vec![text]) };
    match input {
        Input::Line => short(LINE, one_line(typed, LINE)),
        Input::Lines => {
            let lines = typed.trim().replace("\r\n", "\n");
            short(LINES, lines.chars().filter(|c| *c == '\n' || !is_hidden(*c)).collect())
        }
        Input::List => {
            short(LINE, String::new())?;
            Ok(typed.split([',', ';']).map(|one| one_line(one, LINE)).filter(|one| !one.is_empty()).collect())
        }
        Input::Day => {
            let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok().filter(|day| in_range(*day)).ok_or(Fault::Day)?;
            Ok(vec![day.format("%Y-%m-%d").to_string()])
        }
        Input::From | Input::Until => {
            let at = moment(typed, matches!(input, Input::Until), place).filter(|at| in_range(at.date_naive())).ok_or(Fault::Moment)?;
            Ok(vec![at.to_rfc3339_opts(SecondsFormat::Micros, true)])
        }
        Input::Zone => Place::of(typed).map(|_| Vec::new()).ok_or(Fault::Zone),
        Input::YesNo => match typed {
            "yes" => Ok(vec!["true".to_owned()]),
            "no" => Ok(vec!["false".to_owned()]),
            _ => Err(Fault::Choice),
        },
        Input::One(codes) | Input::Any(codes) => {
            codes().iter().find(|code| **code == typed).map(|code| vec![(*code).to_owned()]).ok_or(Fault::Choice)
        }
    }
}
