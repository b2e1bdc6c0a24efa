//! Real processes that are killed, frozen and restarted: servers, their database, their clients, and the network in
//! between.
//!
//! The expected state comes from a plain model ([`definition`]) of the writes that writers ([`writer`]) got acknowledged.
//! The whole change log is compared with it ([`ledger`]).

mod backups;
mod client;
mod cluster;
mod connection_budget;
mod connections;
mod crash;
mod database_outage;
mod definition;
mod disconnect;
mod exit;
mod failover;
mod ledger;
mod logins;
mod logs;
mod lost_after_commit;
mod model;
pub mod process;
mod proxy;
pub mod random;
mod round_trips;
mod sqlite;
mod startup;
mod two_servers;
mod writer;
