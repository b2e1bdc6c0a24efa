//! Real processes that die, freeze and return: servers, their database, their clients, and the network in between.
//!
//! The expected state comes from a plain model ([`definition`]) of the writes that writers ([`writer`]) got acknowledged.
//! The whole change log is compared with it ([`ledger`]).

mod away;
mod client;
mod cluster;
mod connections;
mod crash;
mod definition;
mod failover;
mod hangup;
mod ledger;
mod model;
mod pair;
mod process;
mod proxy;
mod random;
mod sqlite;
mod writer;
