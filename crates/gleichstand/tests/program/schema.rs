//! A schema of its own on a PostgreSQL server for every test.

const SERVER: &str = "GLEICHSTAND_TEST_POSTGRES";

/// A schema of its own on the server, gone after the test.
pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    pub fn new(server: String) -> Self {
        let name = format!("program_{}", uuid::Uuid::new_v4().simple());
        administrate(&server, &format!("CREATE SCHEMA {name}"));
        Self { server, name }
    }

    pub fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-csearch_path%3D{}", self.server, self.name)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        administrate(&self.server, &format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

fn administrate(server: &str, sql: &str) {
    postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

/// The server that the tests are given, where there is one.
pub fn server() -> Option<String> {
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        eprintln!("skipped: {SERVER} is not set");
    }
    server
}
