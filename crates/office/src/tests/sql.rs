//! Every SQL text, on both databases.

use sync::Kind;

use super::{Fresh, for_each_database};
use crate::db::{Dialect, Param};
use crate::{
    content, correspondent, counter, decision, journal, ledger, link, number, office, promise,
    record, record_schema, run,
};

fn every_text() -> Vec<String> {
    let made = [record::every_text(), decision::texts(), journal::texts(), link::texts()];
    let more = [content::texts(), correspondent::texts()];
    let fixed = [counter::TEXTS, ledger::TEXTS, office::TEXTS, promise::TEXTS, run::TEXTS];
    let fixed = fixed.concat().into_iter().map(str::to_owned).collect();
    [made.concat(), more.concat(), number::texts(), fixed].concat()
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
fn the_tables_have_exactly_the_columns_that_the_descriptions_list() {
    for_each_database(|fresh| {
        for kind in Kind::ALL {
            let of = record::description(kind);
            let mut listed: Vec<String> =
                record_schema(kind).fields.iter().map(|field| field.name.to_string()).collect();
            listed.retain(|name| of.looked_up.iter().all(|column| column.name != name));
            let own = ["version", "deleted_at", "number_key", "number_sort", "sort_key"];
            // Addresses have room for contact persons.
            let parent = (kind == Kind::Addresses).then_some("parent_id");
            let keys = own.iter().chain(&parent).chain(of.keys);
            listed.extend(keys.map(|name| (*name).to_owned()));
            let mut columns = columns_of(fresh, of.table);
            columns.sort();
            listed.sort();
            assert_eq!(columns, listed, "{kind:?}");
        }
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
