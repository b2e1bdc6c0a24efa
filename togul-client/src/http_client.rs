//! The HTTP client, with or without TLS.

use std::time::Duration;

use crate::error::Error;

/// How long a TCP and TLS connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Builds `custom`, or the default for an address that is `encrypted` or not.
pub(crate) fn http_client(
    custom: Option<reqwest::ClientBuilder>,
    encrypted: bool,
) -> Result<reqwest::Client, Error> {
    let builder = match custom {
        Some(builder) => {
            #[cfg(feature = "tls")]
            tls::ensure_default_provider();
            builder
        }
        None => {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("togul-client/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT_TIMEOUT);
            #[cfg(feature = "tls")]
            let builder = builder.tls_backend_preconfigured(tls::configuration(encrypted)?);
            if cfg!(not(feature = "tls")) && encrypted {
                let problem = "an address with https:// needs the feature `tls` of togul-client, which is off, or an \
                               HTTP client of your own";
                return Err(Error::config(problem));
            }
            builder
        }
    };
    let client = builder.redirect(reqwest::redirect::Policy::none()).build();
    client.map_err(|error| Error::config(format!("cannot build the HTTP client: {error}")))
}

#[cfg(feature = "tls")]
mod tls {
    use std::sync::Arc;

    use rustls::{
        ClientConfig, RootCertStore,
        crypto::{CryptoProvider, ring::default_provider},
    };
    use rustls_platform_verifier::BuilderVerifierExt;

    use crate::error::Error;

    /// Without a provider reqwest panics. If another thread installs one first, that one is used.
    pub(super) fn ensure_default_provider() {
        if CryptoProvider::get_default().is_none() {
            let _ = default_provider().install_default();
        }
    }

    /// Has a provider of its own, because the application chooses the process's default.
    pub(super) fn configuration(encrypted: bool) -> Result<ClientConfig, Error> {
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::config(error.to_string()))?;
        let mut tls = if encrypted {
            let tls = tls.with_platform_verifier();
            tls.map_err(|error| Error::config(format!("cannot use the system's certificates: {error}")))?
        } else {
            // Nothing is encrypted, and a container may have no certificates.
            tls.with_root_certificates(RootCertStore::empty())
        }
        .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(tls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "tls")]
    #[tokio::test]
    async fn tls_needs_no_default_provider_of_the_process() {
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
        http_client(None, false).expect("no certificates are needed");
        if let Err(error) = http_client(None, true) {
            assert!(error.to_string().contains("cannot use the system's certificates"), "{error}");
        }
        assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "none is installed");
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn without_tls_only_addresses_that_need_none_are_accepted() {
        http_client(None, false).expect("no TLS is needed");
        let error = http_client(None, true).expect_err("TLS is needed").to_string();
        assert!(error.contains("needs the feature `tls` of togul-client"), "{error}");
        http_client(Some(reqwest::Client::builder()), true).expect("the application brings its own");
    }
}
