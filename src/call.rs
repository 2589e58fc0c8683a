//! One request to one address over HTTP. Nothing else is ever called: no redirect is followed and no proxy is taken from the
//! environment, because a request carries what only the other side may have.

use axum::http::{HeaderMap, HeaderValue, Request, Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Why an address can't be called.
#[derive(Debug, thiserror::Error)]
pub enum BadTarget {
    /// It is none.
    #[error("it is no address of a service")]
    Address,
    /// The certificates can't be used.
    #[error("{0}")]
    Certificates(String),
}

/// Why there is no whole answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unheard {
    /// Nobody there, or the line broke.
    Unreachable,
    /// The answer is longer than is read.
    TooLarge,
}

/// An address that is called.
pub struct Target {
    host: String,
    port: u16,
    authority: HeaderValue,
    path: Uri,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Target {
    /// The service at `url`; `house_ca` are certificates in PEM besides the public ones.
    ///
    /// # Errors
    /// [`BadTarget`].
    pub fn new(url: &str, house_ca: Option<&[u8]>) -> Result<Self, BadTarget> {
        let uri: Uri = url.parse().map_err(|_| BadTarget::Address)?;
        let authority = uri.authority().ok_or(BadTarget::Address)?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let secure = uri.scheme_str() == Some("https");
        let tls = if secure { Some(tls(&host, house_ca)?) } else { None };
        Ok(Self {
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| BadTarget::Address)?,
            path: uri.path_and_query().map_or("/", |p| p.as_str()).parse().map_err(|_| BadTarget::Address)?,
            host,
            tls,
        })
    }

    /// Where its name leads now.
    ///
    /// # Errors
    /// [`Unheard::Unreachable`] when it leads nowhere.
    pub async fn addresses(&self) -> Result<Vec<SocketAddr>, Unheard> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await.map_err(|_| Unheard::Unreachable)?;
        Ok(found.collect())
    }

    /// Send a body to one of these addresses, and read at most `most` bytes of the answer. The name is not looked up again.
    ///
    /// # Errors
    /// Why there is no whole answer, with its status if there was one.
    pub async fn post(
        &self,
        to: &[SocketAddr],
        headers: HeaderMap,
        body: Bytes,
        most: usize,
    ) -> Result<(u16, Bytes), (Option<u16>, Unheard)> {
        let lost = (None, Unheard::Unreachable);
        let stream = TcpStream::connect(to).await.map_err(|_| lost)?;
        match &self.tls {
            None => self.talk(stream, headers, body, most).await,
            Some((tls, name)) => self.talk(tls.connect(name.clone(), stream).await.map_err(|_| lost)?, headers, body, most).await,
        }
    }

    async fn talk<S>(&self, stream: S, headers: HeaderMap, body: Bytes, most: usize) -> Result<(u16, Bytes), (Option<u16>, Unheard)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let lost = (None, Unheard::Unreachable);
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| lost)?;
        // It ends with this function, whatever happens.
        let mut driving = JoinSet::new();
        driving.spawn(connection);
        let mut request = Request::post(self.path.clone())
            .header(header::HOST, self.authority.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|_| lost)?;
        request.headers_mut().extend(headers);
        let response = sender.send_request(request).await.map_err(|_| lost)?;
        let status = response.status().as_u16();
        match Limited::new(response.into_body(), most).collect().await {
            Ok(body) => Ok((status, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err((Some(status), Unheard::TooLarge)),
            Err(_) => Err((Some(status), Unheard::Unreachable)),
        }
    }
}

/// TLS to a host, with the public certificate authorities and those in `house_ca` (PEM).
///
/// # Errors
/// [`BadTarget`].
pub fn tls(host: &str, house_ca: Option<&[u8]>) -> Result<(TlsConnector, ServerName<'static>), BadTarget> {
    let wrong = |why: &dyn std::fmt::Display| BadTarget::Certificates(why.to_string());
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = house_ca {
        let mut any = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(|e| wrong(&e))?).map_err(|e| wrong(&e))?;
            any = true;
        }
        if !any {
            return Err(wrong(&"the file has none"));
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| wrong(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|_| BadTarget::Address)?;
    Ok((TlsConnector::from(Arc::new(config)), name))
}

/// Networks of the house that may be called though they are not public.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// From `10.1.0.0/16, ::1/128`; empty for none. `None` when one of them is no network.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let network = |part: &str| {
            let (ip, bits) = part.split_once('/')?;
            let ip: IpAddr = ip.parse().ok()?;
            let bits: u8 = bits.parse().ok()?;
            (bits <= if ip.is_ipv4() { 32 } else { 128 }).then_some((ip, bits))
        };
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect::<Option<_>>().map(Self)
    }

    /// Whether this address may be called: it is public, or in one of the networks.
    #[must_use]
    pub fn allow(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        is_public(ip) || self.0.iter().any(|(network, bits)| within(ip, *network, *bits))
    }
}

fn within(ip: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (ip, network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        (IpAddr::V6(ip), IpAddr::V6(network)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            ip.to_bits() & mask == network.to_bits() & mask
        }
        _ => false,
    }
}

/// Whether an address is one of the public net (IANA's registries of special-purpose addresses, RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    const V4: [(Ipv4Addr, u8); 14] = [
        (Ipv4Addr::new(0, 0, 0, 0), 8),
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (Ipv4Addr::new(100, 64, 0, 0), 10),
        (Ipv4Addr::new(127, 0, 0, 0), 8),
        (Ipv4Addr::new(169, 254, 0, 0), 16),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 0, 0, 0), 24),
        (Ipv4Addr::new(192, 0, 2, 0), 24),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(198, 18, 0, 0), 15),
        (Ipv4Addr::new(198, 51, 100, 0), 24),
        (Ipv4Addr::new(203, 0, 113, 0), 24),
        (Ipv4Addr::new(224, 0, 0, 0), 4),
        (Ipv4Addr::new(240, 0, 0, 0), 4),
    ];
    // Of IPv6 only the unicast space that is given out is public; what leads on to an IPv4 address is not.
    const GIVEN_OUT: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
    const V6: [(Ipv6Addr, u8); 4] = [
        (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
        (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
        (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
        (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    ];
    match ip {
        IpAddr::V4(_) => !V4.iter().any(|(network, bits)| within(ip, IpAddr::V4(*network), *bits)),
        IpAddr::V6(_) => {
            within(ip, IpAddr::V6(GIVEN_OUT.0), GIVEN_OUT.1) && !V6.iter().any(|(network, bits)| within(ip, IpAddr::V6(*network), *bits))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Networks;

    #[test]
    fn private_addresses_are_not_called_unless_they_are_named() {
        let (none, some) = (Networks::default(), Networks::read("10.1.0.0/16, ::1/128").unwrap());
        let may = |networks: &Networks, ip: &str| networks.allow(ip.parse().unwrap());
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.0.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
        ] {
            assert!(!may(&none, private), "{private}");
        }
        for public in ["1.1.1.1", "172.32.0.1", "2606:4700::1", "::ffff:1.1.1.1"] {
            assert!(may(&none, public), "{public}");
        }
        assert!(may(&some, "10.1.255.1") && may(&some, "::1") && may(&some, "::ffff:10.1.0.1") && !may(&some, "10.2.0.1"));
        for wrong in ["10.0.0.0", "10.0.0.0/33", "here/8"] {
            assert_eq!(Networks::read(wrong), None, "{wrong}");
        }
        assert_eq!(Networks::read(" "), Some(Networks::default()));
    }
}
