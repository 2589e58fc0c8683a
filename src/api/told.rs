//! What the document of the interface (OpenAPI 3.1) says of one line of the table, besides what the line says itself.

use serde_json::{Value, json};
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema};
use utoipa::{IntoParams, ToSchema};

/// The schemas that a line names.
type Named = Vec<(String, RefOr<Schema>)>;

/// A body, of a request or of an answer.
#[derive(Clone, Debug)]
pub struct Content {
    /// Media types, each good for this body.
    pub kinds: Vec<&'static str>,
    /// Its schema.
    pub schema: Value,
}

/// One answer that is no fault.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// In words.
    pub what: &'static str,
    /// Body, if it has one.
    pub body: Option<Content>,
    /// Headers: name and meaning.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// What is said of a line.
#[derive(Clone, Debug)]
pub struct Told {
    /// Name of the operation, for programs that are generated.
    pub id: &'static str,
    /// In one line.
    pub summary: &'static str,
    /// More, where one line does not do.
    pub note: &'static str,
    /// Parameters of the query.
    pub query: Vec<Value>,
    /// What is sent.
    pub body: Option<Content>,
    /// Answers that are no faults.
    pub answers: Vec<Answer>,
    /// Whether If-Match is read; else nothing is changed under another version.
    pub if_match: bool,
    /// Whether If-None-Match is read.
    pub if_none_match: bool,
    /// Faults besides those of every line: status and meaning.
    pub faults: Vec<(u16, &'static str)>,
    /// Schemas by name.
    pub schemas: Vec<(String, Value)>,
}

impl Told {
    /// The least that there is to say.
    #[must_use]
    pub const fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            summary,
            note: "",
            query: Vec::new(),
            body: None,
            answers: Vec::new(),
            if_match: false,
            if_none_match: false,
            faults: Vec::new(),
            schemas: Vec::new(),
        }
    }

    /// With more words.
    #[must_use]
    pub const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    /// With the parameters of a query.
    #[must_use]
    pub fn query<T: IntoParams>(mut self) -> Self {
        let params = T::into_params(|| Some(ParameterIn::Query));
        self.query.extend(params.into_iter().filter_map(|p| serde_json::to_value(p).ok()));
        self
    }

    /// With a body as JSON.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        let schema = self.named::<T>();
        self.body = Some(Content { kinds: vec!["application/json"], schema });
        self
    }

    /// With a merge patch (RFC 7396) of a body.
    #[must_use]
    pub fn patches<T: ToSchema>(mut self) -> Self {
        // Every member may be left out, or be null.
        let mut schema = serde_json::to_value(T::schema()).unwrap_or_default();
        let mut parts = Named::new();
        T::schemas(&mut parts);
        self.keep(parts);
        if let Some(object) = schema.as_object_mut() {
            object.remove("required");
        }
        self.body = Some(Content { kinds: vec!["application/merge-patch+json", "application/json"], schema });
        self
    }

    /// With a body that is a text of one of these kinds.
    #[must_use]
    pub fn takes_text(mut self, kinds: Vec<&'static str>) -> Self {
        self.body = Some(Content { kinds, schema: json!({ "type": "string" }) });
        self
    }

    /// Answered by a body as JSON.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self, status: u16, what: &'static str) -> Self {
        let schema = self.named::<T>();
        self.answers.push(Answer { status, what, body: Some(Content { kinds: vec!["application/json"], schema }), headers: Vec::new() });
        self
    }

    /// Answered by bytes.
    #[must_use]
    pub fn answers_bytes(mut self, what: &'static str) -> Self {
        let body = Some(Content { kinds: vec!["application/octet-stream"], schema: json!({}) });
        self.answers.push(Answer { status: 200, what, body, headers: Vec::new() });
        self
    }

    /// Answered without a body.
    #[must_use]
    pub fn empty(mut self, status: u16, what: &'static str) -> Self {
        self.answers.push(Answer { status, what, body: None, headers: Vec::new() });
        self
    }

    /// What the last answer also says in a header.
    #[must_use]
    pub fn with(mut self, header: &'static str, what: &'static str) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.headers.push((header, what));
        }
        self
    }

    /// The last answer carries the version of the resource, and a client that has it already need not get it again.
    #[must_use]
    pub fn tagged(self) -> Self {
        let mut told = self.with("ETag", "The version of the resource");
        told.if_none_match = true;
        told.empty(304, "The client has this version already")
    }

    /// Changed only under the version that the client read.
    #[must_use]
    pub fn versioned(mut self) -> Self {
        self.if_match = true;
        self.faults.push((412, "It has changed since it was read; nothing was changed"));
        self.faults.push((428, "If-Match is missing; nothing was changed"));
        self
    }

    /// With a fault of its own.
    #[must_use]
    pub fn fault(mut self, status: u16, what: &'static str) -> Self {
        self.faults.push((status, what));
        self
    }

    fn named<T: ToSchema>(&mut self) -> Value {
        let mut parts: Named = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut parts);
        self.keep(parts);
        json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
    }

    fn keep(&mut self, parts: Named) {
        self.schemas.extend(parts.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?))));
    }
}

/// A text that is one of these codes.
#[must_use]
pub fn one_of(codes: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(schema::SchemaType::Type(Type::String))
        .enum_values(Some(codes.into_iter().collect::<Vec<_>>()))
        .build()
}
