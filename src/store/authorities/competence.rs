//! What an authority may do itself, where a public register says so: more than its kind tells.

mod row {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One thing that it may do.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority_competence")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Authority.
        pub authority_id: Key,
        /// The instrument, by its id in the rulebook.
        pub instrument: String,
        /// `issues`, or `validates` what another authority issues.
        pub part: String,
        /// For which area or matters, where the source says so; may be empty.
        pub area: String,
        /// Where it was found.
        pub source: String,
        /// The day on which it was found there, `YYYY-MM-DD`.
        pub sourced_on: String,
        /// Who entered it.
        pub entered_by: String,
        /// When.
        pub entered_at: DateTimeUtc,
        /// Somebody else, who found it there too.
        pub confirmed_by: Option<String>,
        /// When.
        pub confirmed_at: Option<DateTimeUtc>,
        /// Who took it out.
        pub withdrawn_by: Option<String>,
        /// When.
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

super::sourced::sourced!(row, "competence");

pub use row::Model as CompetenceRow;
