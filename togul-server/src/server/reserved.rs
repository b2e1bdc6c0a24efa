//! An address that is taken by this process before it can answer there.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpSocket, lookup_host},
    time::timeout,
};

use super::StartError;
use crate::domain::network::ListenAddress;

/// Time to find the address of a host name.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 1024;

/// Connections to it are refused until [`listen`](Self::listen).
#[derive(Debug)]
pub struct ReservedAddress {
    address: ListenAddress,
    socket: TcpSocket,
}

impl ReservedAddress {
    pub async fn bind(address: ListenAddress) -> Result<Self, StartError> {
        match resolve(&address).await.and_then(|candidates| bind_first(&candidates)) {
            Ok(socket) => Ok(Self { address, socket }),
            Err(source) => Err(StartError::Listen { address, source }),
        }
    }

    /// Returns the actual address, with a port if 0 was requested.
    pub fn listen(self) -> Result<(TcpListener, SocketAddr), StartError> {
        let Self { address, socket } = self;
        let listening = || {
            let listener = socket.listen(BACKLOG)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        listening().map_err(|source| StartError::Listen { address, source })
    }
}

/// What helps against an address that cannot be used.
pub(super) fn help(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => ": choose another port, or end the program that has this one",
        io::ErrorKind::AddrNotAvailable => ": use an address of this machine, or only a port, such as :8080",
        io::ErrorKind::PermissionDenied => ": ports below 1024 need a privilege, so choose another one",
        // The lookup of a host name, which has no kind and no code of its own.
        _ if error.raw_os_error().is_none() => ": use a name or an address of this machine",
        _ => "",
    }
}

/// The addresses to try, in this order.
async fn resolve(address: &ListenAddress) -> io::Result<Vec<SocketAddr>> {
    let port = address.port;
    let Some(host) = &address.host else {
        // Unless the system is set up otherwise, the first takes IPv4 as well. A system may be without IPv6.
        return Ok(vec![(Ipv6Addr::UNSPECIFIED, port).into(), (Ipv4Addr::UNSPECIFIED, port).into()]);
    };
    let lookup = timeout(LOOKUP_TIMEOUT, lookup_host((&**host, port)));
    let mut found: Vec<_> = lookup.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??.collect();
    // A host name such as localhost has several, of which clients expect the IPv4 address.
    found.sort_by_key(SocketAddr::is_ipv6);
    Ok(found)
}

fn bind_first(candidates: &[SocketAddr]) -> io::Result<TcpSocket> {
    let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for candidate in candidates {
        match bind(*candidate) {
            Ok(socket) => return Ok(socket),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As tokio does: connections of a previous process must not keep the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
