//! Sentences for people, in English and Swedish.
