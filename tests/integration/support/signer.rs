//! A court's registry with keys of its own, made for one test: a certificate authority, certificates, a key of OpenPGP.

use std::process::Command;
use tempfile::TempDir;

/// Where the sender's address stands in the certificates and the key.
pub const REGISTRY: &str = "registry@court.example.org";

const KEYS: &str = r#"
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\norganizationName=optional\ncommonName=supplied\n[v3_ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n[v3_mail]\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection\nsubjectAltName=email:registry@court.example.org\n' > ca.cnf
: > index.txt; echo 01 > serial
request() { openssl req -config /dev/null -new -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj "$2"; }
issue() { openssl ca -config ca.cnf -batch -notext -in $1.csr -out $1.pem -startdate $2 -enddate $3 -extensions $4 -keyfile ca.key $5 $6; }
request ca '/O=Court service/CN=Seal authority'; issue ca 20200101000000Z 20400101000000Z v3_ca -selfsign
request registry '/O=District court/CN=Registry'; issue registry 20200101000000Z 20400101000000Z v3_mail -cert ca.pem
cp registry.csr late.csr; cp registry.key late.key; issue late 20200101000000Z 20210101000000Z v3_mail -cert ca.pem
openssl req -x509 -config /dev/null -newkey rsa:2048 -nodes -keyout own.key -out own.pem -days 3650 -subj '/O=District court/CN=Registry' -addext keyUsage=digitalSignature
mkdir -m 700 ring believed
gpg --homedir ring --batch --quiet --passphrase '' --quick-gen-key 'Court registry <registry@court.example.org>' ed25519 sign never
gpg --homedir ring --batch --armor --export > court.asc
gpg --homedir ring --batch --quiet --passphrase '' --quick-gen-key 'Another court <another@court.example.org>' ed25519 sign never
gpg --homedir ring --batch --armor --export another@court.example.org > another.asc
gpg --homedir ring --batch --quiet --passphrase '' --quick-gen-key 'Somebody <somebody@example.net>' ed25519 sign never
cp ca.pem believed/court.pem; cp court.asc believed/court.asc; cp another.asc believed/another.asc; echo nothing > believed/README
"#;

/// The registry.
pub struct Signer {
    folder: TempDir,
}

impl Drop for Signer {
    fn drop(&mut self) {
        let ring = self.folder.path().join("ring");
        drop(Command::new("gpgconf").arg("--homedir").arg(ring).args(["--kill", "all"]).status());
    }
}

impl Signer {
    /// With new keys. Certificates are good from 2020 to 2040, but for `late`, which ended with 2020.
    pub fn new() -> Self {
        let signer = Self { folder: tempfile::Builder::new().prefix("sg").tempdir().unwrap() };
        signer.sh(KEYS);
        signer
    }

    fn sh(&self, script: &str) {
        let out = Command::new("sh").args(["-e", "-c", script]).current_dir(self.folder.path()).output().unwrap();
        assert!(out.status.success(), "openssl and gpg are there: {}", String::from_utf8_lossy(&out.stderr));
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.get(name)).unwrap()
    }

    /// The operator's folder, with the court's certificate authority and its key of OpenPGP.
    pub fn believed(&self) -> std::path::PathBuf {
        self.folder.path().join("believed")
    }

    /// A signature over `content` with a certificate, DER.
    pub fn cms(&self, who: &str, content: &[u8], more: &str) -> Vec<u8> {
        self.put("content", content);
        self.sh(&format!("openssl cms -sign -binary -in content -signer {who}.pem -inkey {who}.key -outform DER -out cms.der {more}"));
        self.get("cms.der")
    }

    /// Bytes in base64, in lines.
    pub fn base64(&self, bytes: &[u8]) -> String {
        self.put("plain", bytes);
        self.sh("openssl base64 -in plain -out plain.b64");
        self.text("plain.b64").replace('\n', "\r\n")
    }

    /// An entity of a mail, signed by S/MIME: head and body.
    pub fn smime(&self, who: &str, content: &str) -> String {
        let signature = self.base64(&self.cms(who, content.as_bytes(), ""));
        signed(
            "application/pkcs7-signature",
            content,
            &format!("Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}"),
        )
    }

    /// The same with what is signed within the signature.
    pub fn opaque(&self, who: &str, content: &str) -> String {
        let signature = self.base64(&self.cms(who, content.as_bytes(), "-nodetach"));
        format!(
            "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}"
        )
    }

    /// An entity of a mail, signed by OpenPGP with the key of an address.
    pub fn pgp(&self, who: &str, content: &str) -> String {
        self.put("content", content.as_bytes());
        self.sh(&format!("gpg --homedir ring --batch --yes --armor --local-user {who} --detach-sign -o content.asc content"));
        let signature = self.text("content.asc").replace('\n', "\r\n");
        signed("application/pgp-signature", content, &format!("Content-Type: application/pgp-signature\r\n\r\n{signature}"))
    }

    /// A text that carries its own signature.
    pub fn clear(&self, text: &str) -> String {
        self.put("content", text.as_bytes());
        self.sh(&format!("gpg --homedir ring --batch --yes --local-user {REGISTRY} --clearsign -o content.asc content"));
        self.text("content.asc").replace('\n', "\r\n")
    }

    /// A PDF of one empty page, signed; `left_out` bytes behind the signature are not covered by it.
    pub fn pdf(&self, who: &str, left_out: usize) -> Vec<u8> {
        self.pdf_named(who, "Registry", left_out)
    }

    /// The same with a name of its field.
    pub fn pdf_named(&self, who: &str, name: &str, left_out: usize) -> Vec<u8> {
        const ROOM: usize = 8_192;
        let place = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 0000000000 0000000000 0000000000]/Contents<{}>/Reason({})>>",
            "0".repeat(ROOM),
            " ".repeat(64)
        );
        let objects = [
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[4 0 R]>>",
            &format!("<</Type/Annot/Subtype/Widget/FT/Sig/T({name})/V 5 0 R/Rect[0 0 0 0]/P 3 0 R/F 132>>"),
            &place,
        ];
        let (mut pdf, mut offsets) = ("%PDF-1.7\n".to_owned(), Vec::new());
        for (n, object) in objects.iter().enumerate() {
            offsets.push(pdf.len());
            pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
        }
        let xref = pdf.len();
        pdf.push_str("xref\n0 6\n0000000000 65535 f \n");
        pdf.extend(offsets.iter().map(|at| format!("{at:010} 00000 n \n")));
        pdf.push_str(&format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n"));
        let a = pdf.find("/Contents<").unwrap() + "/Contents".len();
        let end = a + ROOM + 2;
        let b = end + left_out;
        let pdf = pdf.replace("[0 0000000000 0000000000 0000000000]", &format!("[0 {a:010} {b:010} {:010}]", pdf.len() - b));
        let covered = [&pdf.as_bytes()[..a], &pdf.as_bytes()[b..]].concat();
        let hex: String = self.cms(who, &covered, "-cades").iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}<{hex:0<ROOM$}>{}", &pdf[..a], &pdf[end..]).into_bytes()
    }
}

fn signed(protocol: &str, content: &str, signature: &str) -> String {
    format!(
        "Content-Type: multipart/signed; protocol=\"{protocol}\"; micalg=sha-256; boundary=\"signed\"\r\n\r\n\
         --signed\r\n{content}\r\n--signed\r\n{signature}\r\n--signed--\r\n"
    )
}

/// A whole mail of an entity.
pub fn mail(from: &str, entity: &str) -> Vec<u8> {
    format!("From: {from}\r\nTo: legal@provider.example.com\r\nSubject: Order\r\nDate: Mon, 2 Nov 2026 08:30:00 +0000\r\nMessage-ID: <s@court.example.org>\r\nMIME-Version: 1.0\r\n{entity}").into_bytes()
}
