//! Real processes that die, freeze and come back: the servers, their database, their clients, and what lies between.
//!
//! What has to be true all the same is known from a plain model ([`definition`]) of what writers ([`writer`]) were
//! acknowledged, against which the change log is held from end to end ([`ledger`]).

mod away;
mod client;
mod cluster;
mod connections;
mod crash;
mod definition;
mod hangup;
mod ledger;
mod model;
mod pair;
mod process;
mod proxy;
mod random;
mod sqlite;
mod writer;
