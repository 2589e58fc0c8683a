//! What in a PDF acts by itself (ISO 32000-1 section 12.6 and 7.11.4).

use lopdf::{Dictionary, Document, Object};

/// Active parts of a PDF.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub javascript: bool,
    pub launch: bool,
    pub embedded_files: bool,
    pub open_action: bool,
}

/// Look at every object of the file, reachable or not.
pub(super) fn of(document: &Document) -> Flags {
    let mut flags = Flags::default();
    for object in document.objects.values() {
        look(object, 0, &mut flags);
    }
    flags
}

/// The parser bounds nesting; this bound is a second one, so that a change there cannot cost us the stack.
const MAX_DEPTH: usize = 200;

fn look(object: &Object, depth: usize, flags: &mut Flags) {
    if depth > MAX_DEPTH {
        return;
    }
    match object {
        Object::Array(items) => items.iter().for_each(|item| look(item, depth + 1, flags)),
        Object::Dictionary(dictionary) => look_in(dictionary, depth, flags),
        Object::Stream(stream) => look_in(&stream.dict, depth, flags),
        _ => {}
    }
}

fn look_in(dictionary: &Dictionary, depth: usize, flags: &mut Flags) {
    for (key, value) in dictionary.iter() {
        match key.as_slice() {
            b"JS" | b"JavaScript" => flags.javascript = true,
            b"EmbeddedFiles" | b"EF" => flags.embedded_files = true,
            b"AA" => flags.open_action = true,
            b"OpenAction" => flags.open_action |= !is_plain_destination(value),
            b"S" => match value.as_name() {
                Ok(b"JavaScript") => flags.javascript = true,
                Ok(b"Launch" | b"GoToR" | b"GoToE" | b"ImportData" | b"SubmitForm") => flags.launch = true,
                _ => {}
            },
            b"Type" if value.as_name().is_ok_and(|n| n == b"EmbeddedFile") => flags.embedded_files = true,
            _ => {}
        }
        look(value, depth + 1, flags);
    }
}

/// An open action that only says which page to show is an array; every other one is (a reference to) an action.
fn is_plain_destination(value: &Object) -> bool {
    matches!(value, Object::Array(_))
}
