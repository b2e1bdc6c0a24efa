//! Everything that a database holds, for tests that nothing was written.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use togul_server::store::Conn;

use super::World;

impl World {
    /// The rows of each table, as sorted text.
    pub async fn contents(&self) -> BTreeMap<String, Vec<String>> {
        let mut reader = self.app.store.read().await.unwrap();
        let tables = match reader.conn() {
            Conn::Pg(..) => {
                "select table_name::text from information_schema.tables where table_schema = 'public'"
            }
            Conn::Lite(..) => {
                "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"
            }
        };
        let mut contents = BTreeMap::new();
        for table in strings(reader.conn(), tables).await {
            let rows = match reader.conn() {
                Conn::Pg(..) => format!("select to_jsonb(t)::text from \"{table}\" t"),
                Conn::Lite(..) => {
                    let columns = format!("select name from pragma_table_info('{table}')");
                    let columns = strings(reader.conn(), &columns).await;
                    let values: Vec<_> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
                    format!("select {} from \"{table}\"", values.join(" || ',' || "))
                }
            };
            let mut rows = strings(reader.conn(), &rows).await;
            rows.sort_unstable();
            contents.insert(table, rows);
        }
        contents
    }
}

async fn strings(conn: Conn<'_>, query: &str) -> Vec<String> {
    let query = AssertSqlSafe(query.to_owned());
    match conn {
        Conn::Pg(c, _) => sqlx::query_scalar(query).fetch_all(c).await.unwrap(),
        Conn::Lite(c, _) => sqlx::query_scalar(query).fetch_all(c).await.unwrap(),
    }
}
