//! What TLS listeners show, read from files and read again when they change: renewal needs no restart.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// A certificate chain and its key, kept as the files have them. Serves SIP and HTTP alike.
#[derive(Debug)]
pub struct Certificate {
    files: Files,
    shown: RwLock<Arc<CertifiedKey>>,
    seen: RwLock<Stamps>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file is missing, unreadable or not PEM.
    #[error("cannot read {what} from {file}: give a PEM file that this user may read")]
    File {
        /// `the certificate` or `the key`.
        what: &'static str,
        /// Which file.
        file: PathBuf,
        /// Why.
        source: rustls::pki_types::pem::Error,
    },
    /// The key is of an unknown kind, or another certificate's.
    #[error("{certificate} and {key} do not belong together")]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why.
        source: rustls::Error,
    },
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// When the two files were last written.
type Stamps = [Option<SystemTime>; 2];

impl Certificate {
    /// Reads a PEM chain and its PEM key.
    ///
    /// # Errors
    /// [`CertificateError`] names the file that is wrong.
    pub fn open(certificate: &Path, key: &Path) -> Result<Arc<Self>, CertificateError> {
        let files = Files { certificate: certificate.to_owned(), key: key.to_owned() };
        let seen = files.stamps();
        let shown = files.load()?;
        Ok(Arc::new(Self { shown: RwLock::new(Arc::new(shown)), seen: RwLock::new(seen), files }))
    }

    /// Reads the files again if they were written since; true when a new certificate is shown from now on.
    /// A pair that cannot be used (half written, say) leaves the old one in place, and is told once.
    pub fn refresh(&self) -> bool {
        let now = self.files.stamps();
        if *self.seen.read().unwrap_or_else(PoisonError::into_inner) == now {
            return false;
        }
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = now;
        match self.files.load() {
            Ok(new) => {
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                tracing::info!(file = %self.files.certificate.display(), "a new certificate is shown");
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the new certificate cannot be used: the old one is kept");
                false
            }
        }
    }

    /// Looks at the files this often, until dropped.
    pub async fn watch(self: Arc<Self>, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            let this = Arc::clone(&self);
            let _ = tokio::task::spawn_blocking(move || this.refresh()).await;
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Files {
    fn stamps(&self) -> Stamps {
        [&self.certificate, &self.key].map(|file| file.metadata().and_then(|meta| meta.modified()).ok())
    }

    fn load(&self) -> Result<CertifiedKey, CertificateError> {
        let chain = chain(&self.certificate, "the certificate")?;
        let key = PrivateKeyDer::from_pem_file(&self.key);
        let key = key.map_err(|source| CertificateError::File { what: "the key", file: self.key.clone(), source })?;
        CertifiedKey::from_der(chain, key, &provider()).map_err(|source| CertificateError::Pair {
            certificate: self.certificate.clone(),
            key: self.key.clone(),
            source,
        })
    }
}

/// The authorities in a PEM file, for [`crate::Trust::Roots`].
///
/// # Errors
/// [`CertificateError::File`] when there is none to read.
pub fn roots(file: &Path) -> Result<RootCertStore, CertificateError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(chain(file, "the authorities")?);
    Ok(roots)
}

fn chain(file: &Path, what: &'static str) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let fault = |source| CertificateError::File { what, file: file.to_owned(), source };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).map_err(fault)?.collect();
    let chain = chain.map_err(fault)?;
    if chain.is_empty() { Err(fault(rustls::pki_types::pem::Error::NoItemsFound)) } else { Ok(chain) }
}

/// Our cryptography, chosen here rather than process-wide: another library's choice changes nothing.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(folder: &Path, name: &str) -> (String, String) {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        std::fs::write(folder.join("cert.pem"), &certificate).unwrap();
        std::fs::write(folder.join("key.pem"), &key).unwrap();
        (certificate, key)
    }

    /// Writes a file and gives it a time of its own, however coarse the file system's clock.
    fn write(file: &Path, text: &str, seconds: u64) {
        std::fs::write(file, text).unwrap();
        let later = SystemTime::now() + Duration::from_secs(seconds);
        std::fs::File::options().write(true).open(file).unwrap().set_modified(later).unwrap();
    }

    fn shown(certificate: &Certificate) -> CertificateDer<'static> {
        certificate.shown.read().unwrap().cert[0].clone()
    }

    #[test]
    fn a_new_pair_is_shown_and_a_bad_one_keeps_the_old() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        pair(folder.path(), "first.example");
        let certificate = Certificate::open(&cert, &key).unwrap();
        let first = shown(&certificate);
        assert!(!certificate.refresh(), "nothing was written");

        let other = tempfile::tempdir().unwrap();
        let (second, second_key) = pair(other.path(), "second.example");
        // The certificate is written before its key: for a moment the two do not belong together.
        write(&cert, &second, 10);
        assert!(!certificate.refresh());
        assert_eq!(shown(&certificate), first);
        write(&key, &second_key, 10);
        assert!(certificate.refresh());
        assert_ne!(shown(&certificate), first);

        let kept = shown(&certificate);
        write(&cert, "not a certificate", 20);
        assert!(!certificate.refresh());
        std::fs::remove_file(&key).unwrap();
        assert!(!certificate.refresh());
        assert_eq!(shown(&certificate), kept);
    }

    #[test]
    fn a_missing_or_foreign_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        pair(folder.path(), "first.example");
        let other = tempfile::tempdir().unwrap();
        let foreign = pair(other.path(), "second.example").1;
        std::fs::write(&key, foreign).unwrap();
        let error = Certificate::open(&cert, &key).unwrap_err();
        assert!(matches!(error, CertificateError::Pair { .. }), "{error}");
        std::fs::remove_file(&key).unwrap();
        let error = Certificate::open(&cert, &key).unwrap_err().to_string();
        assert!(error.contains("the key") && error.contains("key.pem"), "{error}");
        assert!(roots(&cert).is_ok_and(|roots| roots.len() == 1));
    }
}
