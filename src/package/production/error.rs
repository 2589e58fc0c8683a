//! Why a production did not go on. In every case the demand is as it was before.

use crate::package::PackageError;
use crate::store::StoreError;
use crate::store::blobs::no_room;
use crate::workflow::Error;
use domain::command::Verb;
use domain::refusal::{Reason, Refusal};
use minimise::MinimiseError;

/// What happened, what was kept, what to do.
#[derive(Debug, thiserror::Error)]
pub enum ProductionError {
    /// The rules say no, or the demand is not there.
    #[error(transparent)]
    Workflow(#[from] Error),
    /// The gathered file can't be minimised. Nothing of it was kept here.
    #[error("{0} Nothing of the file was kept here, and the demand is as it was.")]
    Minimise(#[from] MinimiseError),
    /// The package was not made, or is not believed.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Storing or reading failed.
    #[error("{0}. The demand is as it was; gather or seal again when that is mended")]
    Store(#[from] StoreError),
    /// What was stored with a gathered file can't be used.
    #[error("the stored file of line {line} can't be used: {why}. Nothing has left and the demand is as it was; gather the line again")]
    Unusable {
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// The lines are not the ones that were approved.
    #[error("the scope is not the one that was approved: its digest differs. Nothing has left; reopen the review")]
    NotApproved,
    /// The stored files don't give the package that was sealed.
    #[error("the stored files don't give the package that was sealed: {0}. Nothing has left; reopen the review and seal again")]
    NotSealed(&'static str),
    /// Fetched before its release.
    #[error("the package has not been released, so it is not handed out; two people must release it first")]
    NotReleased,
    /// The task that worked on the files ended early.
    #[error("the work on the files was cut off; the demand is as it was. Try again")]
    Cut,
}

impl ProductionError {
    /// The stable code, under which the screens have their own sentence; `None` where the error is the workflow's own, which has its own
    /// words: a refusal's reasons, for one.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::Workflow(_) => None,
            Self::Minimise(error) => Some(error.code()),
            Self::Package(error) => Some(error.code()),
            Self::Store(error) => Some(error.code()),
            Self::Unusable { .. } => Some("production-unusable"),
            Self::NotApproved => Some("production-not-approved"),
            Self::NotSealed(_) => Some("production-not-sealed"),
            Self::NotReleased => Some("production-not-released"),
            Self::Cut => Some("production-cut"),
        }
    }

    /// The refusal, if the rules said no.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Workflow(error) => error.refusal(),
            _ => None,
        }
    }

    pub(super) fn refused(verb: Verb, reasons: Vec<Reason>) -> Self {
        Self::Workflow(Error::Refused(Refusal { verb, reasons }))
    }
}

impl From<std::io::Error> for ProductionError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(no_room(error))
    }
}

impl From<Refusal> for ProductionError {
    fn from(refusal: Refusal) -> Self {
        Self::Workflow(refusal.into())
    }
}
