//! Finding authorities by words of their names, from an index however many there are.

use super::authority::{self, Entity, Model as AuthorityRow};
use crate::store::rows::beyond;
use crate::store::{Conn, Key, StoreError, Txn, insert_all};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod word {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority_words")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub word: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub authority_id: Key,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// So many hits of the rarest word are looked up one by one; with more of them, reading in the order of the names fills a page sooner.
const FEW: u64 = 500;

/// Most words of a search that are looked at.
const WORDS: usize = 6;

fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let mut words: Vec<String> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

/// Write the words of an authority's name anew.
pub(super) async fn index(txn: &Txn, row: &AuthorityRow) -> Result<(), StoreError> {
    word::Entity::delete_many().filter(word::Column::AuthorityId.eq(row.id)).exec(txn.inner()).await?;
    let rows = words(&row.name).into_iter().map(|word| word::Model { word, authority_id: row.id }).collect();
    insert_all::<word::Entity>(txn, rows).await
}

/// The range of an index that holds all words with this beginning.
fn begins(word: &str) -> SimpleExpr {
    word::Column::Word.gte(word).and(word::Column::Word.lt(format!("{word}\u{10ffff}")))
}

pub(super) async fn list(conn: &impl Conn, text: &str, after: Option<&AuthorityRow>, limit: u64) -> Result<Vec<AuthorityRow>, StoreError> {
    let mut asked = words(text);
    if asked.is_empty() && !text.trim().is_empty() {
        return Ok(Vec::new());
    }
    asked.truncate(WORDS);
    let mut find = Entity::find();
    let mut few: Option<Vec<Key>> = None;
    for word in &asked {
        let ids: Vec<Key> = word::Entity::find()
            .select_only()
            .column(word::Column::AuthorityId)
            .filter(begins(word))
            .limit(FEW + 1)
            .into_tuple()
            .all(conn.inner())
            .await?;
        if ids.len() as u64 <= FEW && few.as_ref().is_none_or(|f| ids.len() < f.len()) {
            few = Some(ids);
        }
    }
    if let Some(ids) = few {
        find = find.filter(authority::Column::Id.is_in(ids));
    }
    for word in &asked {
        let mut has = Query::select();
        has.expr(Expr::val(1))
            .from(word::Entity)
            .and_where(Expr::col((word::Entity, word::Column::AuthorityId)).equals((Entity, authority::Column::Id)))
            .and_where(begins(word));
        find = find.filter(Expr::exists(has));
    }
    if let Some(row) = after {
        find = find.filter(beyond((Entity, authority::Column::Name), (Entity, authority::Column::Id), row.name.clone(), row.id));
    }
    Ok(find.order_by_asc(authority::Column::Name).order_by_asc(authority::Column::Id).limit(limit).all(conn.inner()).await?)
}
