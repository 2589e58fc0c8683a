//! Rows and blobs; the only room that names sea-orm and object_store.
