//! Every SQL text, on both databases.

use super::{Fresh, for_each_database};
use crate::address::address_schema;
use crate::db::{Dialect, Param};
use crate::{
    address, counter, decision, journal, ledger, link, number, office, promise, run, store,
};

fn every_text() -> Vec<String> {
    let made = [address::texts(), decision::texts(), journal::texts(), link::texts()];
    let fixed =
        [counter::TEXTS, ledger::TEXTS, office::TEXTS, promise::TEXTS, run::TEXTS, store::TEXTS];
    let fixed = fixed.concat().into_iter().map(str::to_owned).collect();
    [made.concat(), number::texts(), fixed].concat()
}

#[test]
fn every_text_is_understood_by_both_databases() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for text in [every_text(), office.db.own_texts()].concat() {
            let prepared = office.db.prepare(&text);
            let start: String = text.chars().take(400).collect();
            assert_eq!(prepared, Ok(()), "{:?}: {start}", fresh.dialect);
        }
    });
}

#[test]
fn the_tables_have_exactly_the_columns_that_the_column_table_lists() {
    for_each_database(|fresh| {
        let columns = columns_of(fresh, "address");
        for field in &address_schema().fields {
            assert!(columns.contains(&field.name.to_string()), "{} is missing", field.name);
        }
        let listed = address_schema().fields.len();
        let own = ["version", "deleted_at", "parent_id", "sort_key", "name_key", "mobile_key"];
        let keys = ["number_key", "number_sort", "email_key", "email2_key", "email3_key"];
        assert_eq!(columns.len(), listed + own.len() + keys.len(), "{columns:?}");
    });
}

fn columns_of(fresh: &Fresh, table: &str) -> Vec<String> {
    let sql = match fresh.dialect {
        Dialect::Sqlite => "SELECT name FROM pragma_table_info(?1)",
        Dialect::Postgres => {
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = CAST(?1 AS TEXT)"
        }
    };
    fresh.open().db.all(sql, &[Param::from(table)], |row| row.text(0)).unwrap()
}
