//! A small HTTP/1.1 client with kept-alive connections: it shares the cores with the server, so it does little.

use std::io::{self, Error, ErrorKind};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// No honest header or page of ours is longer.
const MOST: usize = 8 << 20;

/// One connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    /// `name=value`.
    pub cookie: Option<String>,
}

/// What came back.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Bytes of the body.
    pub body: Vec<u8>,
}

impl Client {
    /// Connect to `host:port`.
    pub async fn connect(host: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), host: host.to_owned(), cookie: None })
    }

    /// Ask for a page.
    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        let mut head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n", self.host);
        if let Some(cookie) = &self.cookie {
            head += &format!("cookie: {cookie}\r\n");
        }
        self.stream.get_mut().write_all((head + "\r\n").as_bytes()).await?;
        self.answer().await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        (&mut self.stream).take(MOST as u64).read_line(&mut line).await?;
        match line.strip_suffix("\r\n") {
            Some(text) => Ok(text.to_owned()),
            None => Err(Error::new(ErrorKind::UnexpectedEof, "the server hung up")),
        }
    }

    async fn bytes(&mut self, n: usize, body: &mut Vec<u8>) -> io::Result<()> {
        if body.len() + n > MOST {
            return Err(Error::new(ErrorKind::InvalidData, "a page of more than 8 MB"));
        }
        let start = body.len();
        body.resize(start + n, 0);
        self.stream.read_exact(&mut body[start..]).await.map(|_| ())
    }

    async fn answer(&mut self) -> io::Result<Answer> {
        let wrong = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
        let status = self.line().await?.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| wrong("no status"))?;
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().map_err(|_| wrong("no length"))?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let size = usize::from_str_radix(self.line().await?.trim(), 16).map_err(|_| wrong("no chunk"))?;
                self.bytes(size, &mut body).await?;
                self.line().await?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.bytes(length, &mut body).await?;
        }
        Ok(Answer { status, body })
    }
}
