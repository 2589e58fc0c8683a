//! Take a demand in: a file first (or none), then the form beside it. Whatever fails, the file is kept and the form comes back as typed.

pub mod certificate;
pub mod fields;
pub mod form;
pub mod offers;
pub mod picture;
pub mod shown;

use super::extract::{Form, Id};
use super::page::{Page, Section};
use super::parts::{ErrorSummary, Field, Message, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use super::signatures::Signatures;
use crate::app::App;
use crate::intake::receive::{Draft, ReceiveError};
use crate::intake::scan::{self, Scan};
use crate::intake::upload::read_upload;
use crate::store::authorities::{self, AuthorityRow};
use crate::store::{Key, compartments, demands, documents};
use crate::words::Words;
use crate::workflow::{Candidate, Error, INCOMING};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::ids::{DemandId, DocumentId};
use domain::refusal::{Field as Missing, Reason};
use fields::{Known, Sections};
use form::{Faults, NewForm, Wrong};
use shown::Beside;

/// Most bytes of a file that can be uploaded: more than is read of a mail, so that a mail too large to be read is still kept.
pub const MOST_UPLOADED: usize = 64 * 1024 * 1024;
/// Most bytes of the upload with what the browser writes around it.
pub const BODY: usize = MOST_UPLOADED + 1024 * 1024;

/// A file that waits.
struct Waiting {
    href: String,
    name: String,
    at: String,
    kib: u64,
}

#[derive(Template, WebTemplate)]
#[template(path = "new_demand/start.html")]
struct StartPage {
    p: Page,
    errors: ErrorSummary,
    file: Field,
    waiting: Vec<Waiting>,
    samples: Option<Message>,
    certificates: Vec<(String, Text)>,
}

async fn start(app: &App, session: &Session, error: Option<Text>) -> Result<StartPage, Problem> {
    let w = session.words;
    let file =
        Field::line("file", "file", w.say("new-file")).hint(w.say1("new-file-hint", "most", MOST_UPLOADED / 1024 / 1024)).error(error);
    let waiting = app.workflow.incoming_waiting(&session.actor, 20).await?;
    let waiting = waiting.into_iter().map(|row| Waiting {
        href: paths::new_demand_from(row.document()),
        at: w.short(&row.added_at, &session.zone),
        kib: u64::try_from(row.bytes).unwrap_or_default().div_ceil(1024),
        name: row.name,
    });
    Ok(StartPage {
        p: session.page("nav-new", Section::Queue),
        errors: ErrorSummary::of(w, std::slice::from_ref(&file)),
        waiting: waiting.collect(),
        samples: app.samples.as_ref().map(|folder| Message::new(Tone::Info, w.say1("new-samples", "folder", folder.display().to_string()))),
        certificates: certificate::links(w, None),
        file,
    })
}

/// `GET /demands/new`
pub async fn start_page(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    start(&app, &session, None).await
}

/// `POST /demands/new/file`: the file is kept before anything is read of it.
pub async fn keep(State(app): State<App>, session: Session, mut parts: Multipart) -> Result<Response, Problem> {
    let w = session.words;
    let refused = |status: StatusCode, key: &'static str| {
        let (app, session) = (app.clone(), session.clone());
        async move {
            let text = w.say1(key, "most", MOST_UPLOADED / 1024 / 1024);
            Ok((status, start(&app, &session, Some(text)).await?).into_response())
        }
    };
    let (name, bytes) = match uploaded(&mut parts).await {
        Ok(Some(file)) => file,
        Ok(None) => return refused(StatusCode::UNPROCESSABLE_ENTITY, "new-error-no-file").await,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return refused(StatusCode::PAYLOAD_TOO_LARGE, "new-error-too-large").await;
        }
        Err(_) => return Err(Problem::Unreadable),
    };
    if bytes.len() > MOST_UPLOADED {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "new-error-too-large").await;
    }
    let id = app.workflow.keep_incoming(session.actor, name, bytes).await?;
    Ok(Redirect::to(&paths::new_demand_from(id)).into_response())
}

/// The first file of the upload that is not empty.
async fn uploaded(parts: &mut Multipart) -> Result<Option<(String, Bytes)>, MultipartError> {
    while let Some(field) = parts.next_field().await? {
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await?;
        if !bytes.is_empty() && !name.is_empty() {
            return Ok(Some((name, bytes)));
        }
    }
    Ok(None)
}

/// A link to a demand in which the same bytes came before.
struct Before {
    reference: String,
    href: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "new_demand/form.html")]
struct FormPage {
    p: Page,
    errors: ErrorSummary,
    sections: Sections,
    beside: Option<Beside>,
    before: Vec<Before>,
    message: Option<Message>,
    /// Forms that the file may be, to be typed in beside it.
    file: Option<Vec<(String, Text)>>,
    key: String,
    action: String,
}

/// What the form stands on.
struct Ground {
    file: Option<DocumentId>,
    draft: Option<Draft>,
    /// Pictures of papers, and how they stand.
    scans: Vec<Scan>,
    before: Vec<Before>,
    /// What is known of signatures in it.
    signatures: Vec<Message>,
}

impl Ground {
    /// Nothing: a paper typed by hand.
    const fn bare() -> Self {
        Self { file: None, draft: None, scans: Vec::new(), before: Vec::new(), signatures: Vec::new() }
    }

    /// A file that was kept. Reading it goes on the record first.
    async fn of(app: &App, session: &Session, row: &documents::DocumentRow) -> Result<Self, Problem> {
        let bytes = app.workflow.read_incoming(session.actor, row.document()).await?;
        let mut draft = match read_upload(&app.workflow, bytes, &row.name, row.added_at).await {
            Ok(draft) => draft,
            Err(ReceiveError::TooLarge { .. }) => return Err(Problem::TooLarge),
            Err(ReceiveError::Workflow(error)) => return Err(error.into()),
            Err(ReceiveError::Unread(_) | ReceiveError::Receipt { .. }) => return Err(Problem::Broken),
        };
        let scans = scan::fill(&app.workflow, row.document(), &mut draft).await?;
        let mut before = Vec::new();
        let same = documents::with_hash(app.store.read(), &row.sha256).await?;
        let ids: Vec<DemandId> = same.into_iter().filter_map(|d| d.demand_id).map(Key::to).collect();
        for (id, reference) in demands::references(app.store.read(), session.sight(), &ids).await?.into_iter().take(3) {
            before.push(Before { href: paths::demand(id), reference });
        }
        let w = session.words;
        let found = Signatures::of(app, w, &session.zone, &row.sha256, row.id).await?;
        let signatures = found.map(|found| found.messages(w)).unwrap_or_default();
        Ok(Self { file: Some(row.document()), draft: Some(draft), scans, before, signatures })
    }

    fn action(&self) -> String {
        self.file.map_or_else(|| paths::NEW_DEMAND_BY_HAND.to_owned(), paths::new_demand_from)
    }
}

/// Authorities that it may be: those of the sender's mail domain, then those of a name like the one on the paper.
async fn candidates(app: &App, form: &NewForm) -> Result<Vec<AuthorityRow>, Problem> {
    let mut found = if form.sender.contains('@') { authorities::by_mail(app.store.read(), &form.sender).await? } else { Vec::new() };
    if !form.authority_name.trim().is_empty() {
        found.extend(authorities::list(app.store.read(), form.authority_name.trim(), None, 10).await?);
    }
    if let Ok(id) = form.authority.parse() {
        found.extend(authorities::find(app.store.read(), id).await?);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|a| seen.insert(a.id));
    Ok(found)
}

/// The authority that domain and name agree on, if it is one: said beside its name, never chosen, and still to be verified.
fn certain(form: &NewForm, found: &[AuthorityRow], by_mail: &[AuthorityRow]) -> Option<String> {
    let named = |a: &&AuthorityRow| a.name.eq_ignore_ascii_case(form.authority_name.trim());
    let both: Vec<_> = found.iter().filter(|a| by_mail.iter().any(|b| b.id == a.id)).filter(named).collect();
    if let [only] = both.as_slice() { Some(only.id.to_string()) } else { None }
}

async fn page(
    app: &App,
    session: &Session,
    ground: Ground,
    form: &NewForm,
    faults: &Faults,
    whole: Vec<Text>,
) -> Result<FormPage, Problem> {
    let w = session.words;
    // The directory is asked for what the document says of the sender too; the form itself stays as it was typed.
    let asked = ground.draft.as_ref().map_or_else(|| form.clone(), |draft| form.looked_up(draft));
    let authorities = candidates(app, &asked).await?;
    let by_mail = if asked.sender.contains('@') { authorities::by_mail(app.store.read(), &asked.sender).await? } else { Vec::new() };
    let agreed = certain(&asked, &authorities, &by_mail);
    let customers = app.workflow.matching_customers(app.store.read(), &form.identifiers()).await?;
    let known = Known {
        session,
        app,
        draft: ground.draft.as_ref(),
        scans: &ground.scans,
        authorities: &authorities,
        agreed,
        customers: &customers,
        faults,
    };
    let sections = known.sections(form);
    // Several fields can lack the same: the summary names each.
    let named = |field: &Field| Some((field.name.clone(), w.say2("new-error-at", "field", &field.label, "text", field.error.as_ref()?)));
    let mut errors = ErrorSummary::none();
    errors.errors = sections.fields().filter_map(named).collect();
    errors.errors.extend(whole.into_iter().map(|text| (Text::default(), text)));
    errors.title = w.say1("form-errors", "n", errors.errors.len());
    let action = ground.action();
    let message = (!errors.errors.is_empty()).then(|| w.say(if ground.file.is_some() { "new-kept-with-file" } else { "new-kept" }));
    Ok(FormPage {
        p: session.page("nav-new", Section::Queue),
        errors,
        sections,
        beside: ground.draft.as_ref().zip(ground.file).map(|(draft, file)| {
            let mut beside = Beside::new(w, draft, &ground.scans, file);
            beside.messages.extend(ground.signatures);
            beside
        }),
        message: message.map(|text| Message::new(Tone::Info, text)),
        key: form.key.clone(),
        file: ground.file.map(|file| certificate::links(w, Some(file))),
        action,
        before: ground.before,
    })
}

/// To the page of what came in; whoever may not see it learns that it is kept, and nothing else (INV-22).
pub(super) async fn to_demand(app: &App, session: &Session, said: &'static str, id: DemandId) -> Result<Response, Problem> {
    if compartments::reaches(app.store.read(), session.sight(), id).await? {
        Ok(session.done(said, paths::demand(id)))
    } else {
        Ok(session.done("said-received-apart", paths::NEW_DEMAND))
    }
}

/// `GET /demands/new/form`
pub async fn by_hand_page(State(app): State<App>, session: Session) -> Result<impl IntoResponse, Problem> {
    let form = NewForm::empty(app.workflow.form_key(), session.now, session.zone);
    page(&app, &session, Ground::bare(), &form, &Faults::new(), Vec::new()).await
}

/// `GET /demands/new/form/{file}`
pub async fn from_file_page(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Result<Response, Problem> {
    let row = app.workflow.incoming(&session.actor, id).await?;
    if let Some(demand) = row.demand_id.filter(|_| row.kind != INCOMING) {
        return to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    if let Some(page) = super::eevidence::offered(&app, &session, &row).await? {
        return Ok(page);
    }
    let ground = Ground::of(&app, &session, &row).await?;
    let form = NewForm::empty(id.to_string(), row.added_at, session.zone);
    Ok(page(&app, &session, ground, &form, &Faults::new(), Vec::new()).await?.into_response())
}

/// `POST /demands/new/form`
pub async fn by_hand(State(app): State<App>, session: Session, Form(form): Form<NewForm>) -> Result<Response, Problem> {
    if let Some(done) = app.workflow.taken_in(&session.actor, &form.key).await? {
        return to_demand(&app, &session, "said-received", done).await;
    }
    take_in(&app, &session, Ground::bare(), form).await
}

/// `POST /demands/new/form/{file}`
pub async fn from_file(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Form(mut form): Form<NewForm>,
) -> Result<Response, Problem> {
    // The file is the key: the same file is taken in once, from however many windows.
    form.key = id.to_string();
    if let Some(done) = app.workflow.taken_in(&session.actor, &form.key).await? {
        return to_demand(&app, &session, "said-received", done).await;
    }
    let row = app.workflow.incoming(&session.actor, id).await?;
    if let Some(demand) = row.demand_id {
        return to_demand(&app, &session, "said-taken-in-before", demand.to()).await;
    }
    let ground = Ground::of(&app, &session, &row).await?;
    // One of the values that are offered: it goes into its field, and nothing is taken in yet.
    let taken = std::mem::take(&mut form.take);
    if !taken.is_empty() {
        if !form.take(&taken) {
            return Err(Problem::Unreadable);
        }
        return Ok(page(&app, &session, ground, &form, &Faults::new(), Vec::new()).await?.into_response());
    }
    take_in(&app, &session, ground, form).await
}

async fn take_in(app: &App, session: &Session, ground: Ground, form: NewForm) -> Result<Response, Problem> {
    if form.key.is_empty() || form.key.len() > 64 {
        return Err(Problem::Unreadable);
    }
    let w = session.words;
    let customers = app.workflow.matching_customers(app.store.read(), &form.identifiers()).await?;
    let mut read = form.read(&app.workflow, app.clock.now(), session.zone);
    let mut fault = |name: &'static str, wrong: Wrong| {
        if let Err(faults) = &mut read {
            faults.entry(name).or_insert(wrong);
        } else {
            read = Err(Faults::from([(name, wrong)]));
        }
    };
    let authority = match form.authority.as_str() {
        "" => None,
        id => match id.parse() {
            Ok(id) if authorities::find(app.store.read(), id).await?.is_some() => Some(id),
            _ => {
                fault("authority", Wrong::Choice);
                None
            }
        },
    };
    let customer = match chosen(&form.customer, &customers) {
        Ok(chosen) => chosen,
        Err(wrong) => {
            fault("customer", wrong);
            None
        }
    };
    let mut new = match read {
        Ok(new) => new,
        Err(faults) => {
            let page = page(app, session, ground, &form, &faults, Vec::new()).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    (new.authority, new.customer) = (authority, customer);
    if let Some(draft) = &ground.draft {
        new.receipt.channel = draft.new.receipt.channel;
        new.documents.clone_from(&draft.new.documents);
    }
    match app.workflow.receive_kept(session.actor, new, Some(form.key.clone()), ground.file).await {
        Ok(demand) => to_demand(app, session, "said-received", demand.id).await,
        Err(Error::Refused(refusal)) => {
            let missing = Reason::Missing { field: Missing::AuthorityReference };
            let mut faults = Faults::new();
            if refusal.reasons.contains(&missing) {
                faults.insert("reference", Wrong::ReferenceMissing);
            }
            let whole = refusal.reasons.iter().filter(|r| **r != missing).map(|r| w.reason(r, &session.zone)).collect();
            let page = page(app, session, ground, &form, &faults, whole).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        // Nothing was recorded; what was typed comes back all the same.
        Err(error) => {
            let problem = Problem::from(error);
            let page = page(app, session, ground, &form, &Faults::new(), vec![sentence(w, problem)]).await?;
            Ok((problem.status(), page).into_response())
        }
    }
}

fn sentence(w: Words, problem: Problem) -> Text {
    let say = |what: &str| w.say(format!("problem-{}-{what}", problem.code()));
    Text::from(format!("{} {}", say("happened"), say("next")))
}

/// The customer that was chosen. One match is taken; among several somebody must have chosen, or put it off in so many words.
fn chosen(typed: &str, matches: &[Candidate]) -> Result<Option<domain::ids::CustomerId>, Wrong> {
    let decisive: Vec<_> = matches.iter().filter(|c| c.decisive).collect();
    match (matches, decisive.as_slice(), typed) {
        ([], ..) | ([_, _, ..], _, "later") => Ok(None),
        ([only], ..) => Ok(Some(only.customer.id)),
        (_, [only], "") => Ok(Some(only.customer.id)),
        (_, _, "") => Err(Wrong::Customer),
        (several, _, id) => several.iter().find(|c| c.customer.id.to_string() == id).map(|c| Some(c.customer.id)).ok_or(Wrong::Choice),
    }
}
