//! Which field of the context decides about shares and variants.

use super::constraint::attribute;
use crate::import::{
    predicate::{Predicate, Test},
    translation::Problem,
};

const SESSION: &str = "sessionId";

/// The attributes that are hashed, each where it is the one that counts: without the attributes before it.
pub(super) fn attributes(stickiness: Option<&str>, place: &str) -> Result<Vec<(String, Test)>, Problem> {
    match stickiness.filter(|stickiness| !stickiness.is_empty()).unwrap_or("default") {
        "default" => {
            let user = attribute("userId");
            let missing = Predicate::exists(&user).fails;
            Ok(vec![(user, Test::Always), (SESSION.to_owned(), missing)])
        }
        "random" => Err(Problem::new(
            place,
            "has the stickiness \"random\", which gives a user another answer each time: answers here depend on the \
             context alone",
        )),
        other => Ok(vec![(attribute(other), Test::Always)]),
    }
}
