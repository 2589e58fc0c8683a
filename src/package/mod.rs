//! The sealed production.
