//! A real mail server: Debian's Postfix with its queue, its settings and its mailboxes in a folder of its own, on a port of its
//! own on loopback. Nothing leaves this host, and it ends with the test process.

use super::guarded::Guarded;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// Takes mail for customer.example.net, where only `legal1` has a mailbox and `full`'s is full, and gives what comes back to
/// the bounce address to `ombud intake mail`.
const SCRIPT: &str = r#"
folder=$1; port=$2; ombud=$3; config=$4
chmod 755 "$folder"
mkdir "$folder/etc" "$folder/queue" "$folder/data" "$folder/mail"
chown postfix "$folder/data"
chown 65534:65534 "$folder/mail"
cat >"$folder/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file_prefixes = /tmp
maillog_file = $folder/maillog
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.customer.example.net
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
smtp_dns_support_level = disabled
default_transport = error:5.4.4 nothing leaves this host
relay_transport = error:5.4.4 nothing leaves this host
transport_maps = inline:{ {bounces@provider.example.com=ombud:}, {full@customer.example.net=error:5.2.2 mailbox full} }
virtual_mailbox_domains = customer.example.net
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = inline:{ {legal1@customer.example.net=legal1/} }
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject
mynetworks = 127.0.0.0/8
minimal_backoff_time = 2s
queue_run_delay = 2s
local_recipient_maps =
alias_maps =
alias_database =
END
cat >"$folder/etc/master.cf" <<END
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
ombud unix - n n - 1 pipe
  flags=Rq user=nobody argv=$ombud --config $config intake mail --recipient \${original_recipient}
END
postfix -c "$folder/etc" start >"$folder/log" 2>&1 || { cat "$folder/maillog" >>"$folder/log" 2>/dev/null; exit 1; }
echo ready
exec >/dev/null
cat
postfix -c "$folder/etc" abort
cd / && rm -rf "$folder"
"#;

/// The server.
pub struct Postfix {
    pub port: u16,
    guarded: Guarded,
}

impl Postfix {
    /// Start one that hands what comes back to this program with these settings.
    pub fn start(ombud: &Path, config: &Path) -> Result<Self, String> {
        if !Path::new("/usr/sbin/postfix").exists() {
            return Err("Postfix is not installed; `bash tests/all.sh` installs it".to_owned());
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).map_err(|e| e.to_string())?.port();
        let arguments = [port.to_string(), ombud.display().to_string(), config.display().to_string()];
        let guarded = Guarded::start("postfix", SCRIPT, &arguments.each_ref().map(String::as_str), false)?;
        Ok(Self { port, guarded })
    }

    /// Mails in the mailbox of `legal1`.
    pub fn delivered(&self) -> Vec<PathBuf> {
        let new = self.guarded.folder().join("mail/legal1/new");
        std::fs::read_dir(new).into_iter().flatten().flatten().map(|e| e.path()).collect()
    }

    /// What it has to say, for the message of a test that fails.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.guarded.folder().join("maillog")).unwrap_or_default()
    }
}
