//! The walk: the sample mail goes the whole way by the real commands, each step by the person whose part it is. On the way
//! the gates are tried: what must be refused is refused, or the walk fails.

use super::cast::{self, Cast};
use super::steps::Scene;
use super::{DemoError, open};
use crate::clock::Clock;
use crate::intake::sample::{SamplePaper, SampleSpec};
use crate::package::{self, production};
use crate::record;
use crate::report::{self, Period, Style};
use crate::store::export;
use crate::workflow::Operation;
use crate::workflow::staff::Staff;
use chrono::{Duration, NaiveTime, TimeZone, Utc};
use domain::Instant;
use domain::actor::Actor;
use domain::category::Category;
use domain::clocks::end_of_day;
use domain::command::{Act, Command};
use domain::demand::Demand;
use domain::notice::Notice;
use domain::outcome::Outcome;
use domain::paper::Collected;
use domain::refusal::{Part, Reason};
use futures::TryStreamExt;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

/// How many steps there are, for a progress display.
pub const STEPS: u64 = 19;

/// Take the walk. `said` hears one line per step. `out` is made, or must be empty.
///
/// # Errors
/// [`DemoError`]; [`DemoError::Gate`] when something was not refused that had to be.
pub async fn walk(out: &Path, said: &mut (dyn FnMut(&str) + Send)) -> Result<(), DemoError> {
    empty_folder(out)?;
    let data = tempfile::tempdir().map_err(|e| file(out, e))?;
    let start =
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).single().ok_or_else(|| DemoError::Gate("the walk has no first day".to_owned()))?;
    let installation = open(data.path(), None, Clock::standing(start)).await?;
    let staff = Staff::new(installation.store().clone(), installation.clock.clone(), false);
    let cast = Cast::invite(&staff).await?;
    let authorities = cast::authorities(&installation, &cast).await?;
    cast::customers(&installation, &cast).await?;
    let scene = Scene { installation, cast };
    scene.wait(Duration::hours(1));

    let demand = scene.arrives(&mail(scene.now())).await?;
    let id = demand.id;
    let customer = demand.customer.as_ref().map(|c| c.name.clone()).ok_or_else(|| gate("no customer was matched"))?;
    said(&format!("received     {} by mail with its paper, matched to {customer}, clocks started", demand.reference));

    let demand = scene.begin(id, authorities.county_court).await?;
    said(&format!("acknowledged receipt to {}", demand.authority.as_ref().map_or("", |a| a.name.as_str())));
    let why = scene.must_refuse(scene.cast.intake, id, Command::Verify).await?;
    expect(&why, |r| *r == Reason::NotVerifiedOutOfBand)?;
    said("gate held    nothing is verified before a call-back (INV-02)");
    scene.call_back(id).await?;
    scene.verify(id).await?;
    said("verified     who asks, over the registry's number; the form against the rulebook");

    scene.offer_redirect(id).await?;
    scene.send().await?;
    scene.wait(Duration::hours(26));
    scene.declined(id).await?;
    said("redirected   the authority was referred to the customer and declined");

    scene.decide(id).await?;
    let demand = scene.recommend(id).await?;
    said(&format!("reviewed     {} lines decided, challenge considered, assessment written", demand.lines.len()));
    let digest = demand.stage.recommended().map(|r| r.digest.clone()).unwrap_or_default();
    let both = Actor::Person { id: person(scene.cast.reviewer)?, roles: domain::actor::Role::ALL.into_iter().collect() };
    let why = scene.must_refuse(both, id, Command::Approve { digest }).await?;
    expect(&why, |r| *r == Reason::SamePerson { part: Part::Reviewer })?;
    said("gate held    the reviewer cannot approve, whatever the roles (INV-01)");
    scene.approve(id).await?;
    said("approved     by a second person, under the digest that was read");

    scene.nothing_forbids(id).await?;
    said("secrecy      two people confirmed that nothing forbids telling the customer");
    scene.notify(id).await?;
    scene.send().await?;
    let demand = scene.installation.workflow.find(&scene.cast.notices, id).await?;
    let window = match &demand.notice {
        Notice::Sent { window: Some(window), .. } => window.clone(),
        other => return Err(gate(&format!("the notice should have been sent: {other:?}"))),
    };
    said(&format!("noticed      the customer's admin contacts; they may object until {}", window.ends_at.format("%Y-%m-%d %H:%M UTC")));

    let demand = scene.gather(id).await?;
    let (read, kept) = counts(&demand);
    if kept == 0 || kept >= read {
        return Err(gate("minimisation should have kept some records and dropped others"));
    }
    said(&format!("minimised    {kept} of {read} records are authorised; the rest was dropped and counted by reason"));
    let handover = scene.seal(id).await?;
    let sealed = handover.demand.stage.sealed().ok_or_else(|| gate("no package was sealed"))?.clone();
    said(&format!("sealed       {} bytes, SHA-256 {}", sealed.package.bytes, sealed.package.sealed_sha256));

    let why = scene.must_refuse(scene.cast.officer, id, Command::Prepare(Act::Release { package: sealed.package.id })).await?;
    expect(&why, |r| matches!(r, Reason::WindowRunning { .. }))?;
    said("gate held    no release while the customer may still object (INV-20)");
    scene.installation.clock.set(window.ends_at + Duration::minutes(1));
    let demand = scene.release(id).await?;
    if demand.stage.end().map(domain::stage::End::outcome) != Some(Outcome::DisclosedNoncontent) {
        return Err(gate("the demand should be closed as disclosed, without content"));
    }
    said("released     by two people, after the package was checked again record by record (INV-03)");
    said("closed       DISCLOSED_NONCONTENT");

    leave_package(&scene, &demand, handover, &out.join("package")).await?;
    said("package      the sealed production, with the passphrase that is told by telephone");
    let mails = leave_mails(&scene, &out.join("mail"))?;
    said(&format!("mail         {mails} letters as sent"));
    leave_statistics(&scene, &out.join("transparency")).await?;
    said("transparency the demand is a number in the export of 2026-H1");
    let verified = leave_record(&scene, &out.join("record.jsonl")).await?;
    said(&format!("record       {} events, verified: {}", verified.count, verified.last_hash));
    let checked = scene.installation.workflow.check_projection().await?;
    if !checked.differing.is_empty() {
        return Err(gate("the projection is not the fold of the record"));
    }
    said("rebuilt      the projection is the fold of the record");
    Ok(())
}

/// The sample mail: a court orders subscriber and traffic data of an account of a company.
fn mail(now: Instant) -> SampleSpec {
    let day = now.date_naive();
    SampleSpec {
        paper: SamplePaper::Order2703d,
        authority: "Example County Court".to_owned(),
        authority_mail: "registry@court.county.example.org".to_owned(),
        officer_role: "Clerk of court".to_owned(),
        to: "legal-desk@provider.example.org".to_owned(),
        reference: "26-CV-0417".to_owned(),
        sent_at: now - Duration::minutes(3),
        issued_on: day,
        due_on: Some(day + Duration::days(28)),
        accounts: vec!["dispatch@logistics.example.com".to_owned()],
        categories: vec![Category::SubId, Category::AccessIp, Category::Traffic],
        period: Some((day - Duration::days(30), day - Duration::days(1))),
        secrecy_until: None,
    }
}

fn gate(what: &str) -> DemoError {
    DemoError::Gate(what.to_owned())
}

fn expect(reasons: &[Reason], wanted: impl Fn(&Reason) -> bool) -> Result<(), DemoError> {
    if reasons.iter().any(wanted) {
        Ok(())
    } else {
        let codes: Vec<_> = reasons.iter().map(Reason::code).collect();
        Err(gate(&format!("it was refused for other reasons: {}", codes.join(", "))))
    }
}

fn person(actor: Actor) -> Result<domain::ids::PersonId, DemoError> {
    actor.person().ok_or_else(|| gate("somebody in the cast is no person"))
}

fn counts(demand: &Demand) -> (u64, u64) {
    demand.lines.iter().fold((0, 0), |(all, left), line| match &line.collected {
        Some(Collected::Records { read, kept, .. }) => (all + read, left + kept),
        Some(Collected::NoData { .. }) | None => (all, left),
    })
}

fn file(path: &Path, source: std::io::Error) -> DemoError {
    DemoError::File { path: path.display().to_string(), source }
}

fn empty_folder(out: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(out).map_err(|e| file(out, e))?;
    let mut inside = fs::read_dir(out).map_err(|e| file(out, e))?;
    if inside.next().is_some() {
        return Err(file(out, std::io::Error::other("the folder is not empty; name a new one")));
    }
    Ok(())
}

/// The encrypted file, the passphrase, and the proof that it opens to what was approved.
async fn leave_package(scene: &Scene, demand: &Demand, handover: production::Handover, folder: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(folder).map_err(|e| file(folder, e))?;
    let (row, parts) = production::package_file(&scene.installation.workflow, scene.cast.officer, demand.id).await?;
    let path = folder.join(&row.name);
    let mut written = File::create_new(&path).map_err(|e| file(&path, e))?;
    let mut parts = std::pin::pin!(parts);
    while let Some(part) = parts.try_next().await? {
        written.write_all(&part).map_err(|e| file(&path, e))?;
    }
    let secret = handover.passphrase.ok_or_else(|| gate("the package has no passphrase"))?;
    let note = folder.join("passphrase.txt");
    fs::write(&note, format!("{}\n", age::secrecy::ExposeSecret::expose_secret(&secret))).map_err(|e| file(&note, e))?;
    let sealed = BufReader::new(File::open(&path).map_err(|e| file(&path, e))?);
    let mut zip = Vec::new();
    package::open(sealed, &package::Key::Passphrase(secret))?.read_to_end(&mut zip).map_err(|e| file(&path, e))?;
    let manifest = package::verify_hashes(std::io::Cursor::new(zip))?;
    let path = folder.join("manifest.json");
    fs::write(&path, manifest.to_bytes().map_err(|e| file(&path, e))?).map_err(|e| file(&path, e))
}

fn leave_mails(scene: &Scene, folder: &Path) -> Result<usize, DemoError> {
    fs::create_dir_all(folder).map_err(|e| file(folder, e))?;
    let from = scene.installation.config.data.join("mail");
    let mut count = 0;
    for entry in fs::read_dir(&from).map_err(|e| file(&from, e))? {
        let path = entry.map_err(|e| file(&from, e))?.path();
        if path.extension().is_some_and(|e| e == "eml") {
            fs::copy(&path, folder.join(path.file_name().unwrap_or_default())).map_err(|e| file(&path, e))?;
            count += 1;
        }
    }
    if count < 3 { Err(gate("an acknowledgement, a redirect and the notices should have been sent")) } else { Ok(count) }
}

async fn leave_statistics(scene: &Scene, folder: &Path) -> Result<(), DemoError> {
    let period: Period = "2026-H1".parse()?;
    let zone = scene.installation.config.zone;
    // After the half-year and the time in which late outcomes settle.
    scene.installation.clock.set(end_of_day(period.end(), zone) + Duration::days(45));
    let cut_off = scene.now();
    let start = period.start();
    let from = start.pred_opt().map_or_else(|| start.and_time(NaiveTime::MIN).and_utc(), |before| end_of_day(before, zone));
    let tallies = scene.installation.workflow.tallies(from..end_of_day(period.end(), zone), cut_off).await?;
    let facts = report::run(&tallies, period, cut_off, zone)?;
    for style in [Style::Tidy, Style::Microsoft] {
        let operation = Operation::StatisticsExported { period: period.to_string(), style: style.code().to_owned() };
        scene.installation.workflow.operate(Actor::Operator, operation).await?;
        report::export(style, &facts, &folder.join(style.code()))?;
    }
    Ok(())
}

async fn leave_record(scene: &Scene, path: &Path) -> Result<record::Verified, DemoError> {
    scene.installation.workflow.operate(Actor::Operator, Operation::RecordExported).await?;
    let out = File::create_new(path).map_err(|e| file(path, e))?;
    export::export(scene.installation.store().read(), &scene.installation.keys, scene.now(), BufWriter::new(&out)).await?;
    out.sync_all().map_err(|e| file(path, e))?;
    let written = BufReader::new(File::open(path).map_err(|e| file(path, e))?);
    let verified = record::verify(written, Some(&scene.installation.keys.public_key()))?;
    let result = path.with_extension("verified.txt");
    let line = format!(
        "the record holds: {} events, last hash {}, signed by {} of installation {}\n",
        verified.count, verified.last_hash, verified.public_key, verified.installation
    );
    fs::write(&result, line).map_err(|e| file(&result, e))?;
    Ok(verified)
}
