report-style-tidy = Long table (CSV)
report-style-microsoft = Microsoft’s workbook (XLSX)
report-provisional = Provisional: the period is not over.
report-total = Total

report-measure-demands_received = Demands received
report-measure-identifiers_specified = Identifiers specified
report-measure-accounts_matched = Accounts matched
report-measure-customers_concerned = Customers concerned
report-measure-outcome_content = Content disclosed
report-measure-outcome_noncontent_only = Only non-content disclosed
report-measure-outcome_no_data = No data held
report-measure-outcome_rejected = Refused
report-measure-outcome_withdrawn = Withdrawn by the authority
report-measure-outcome_redirected = Redirected to the customer
report-measure-outcome_in_process = In process
report-measure-accounts_disclosed = Accounts disclosed
report-measure-some_data_disclosed = Some data disclosed
report-measure-preservation_received = Preservations received
report-measure-preservation_identifiers = Identifiers in preservations
report-measure-accounts_preserved = Accounts preserved
report-measure-orders_to_act_received = Orders to act received
report-measure-orders_to_act_followed = Orders to act followed
report-measure-with_nondisclosure_order = With an order of secrecy
report-measure-with_indefinite_nondisclosure_order = With an order of secrecy without end
report-measure-notified_before = Customer told before
report-measure-notified_after = Customer told afterwards
report-measure-not_notified_prohibited = Not told: forbidden
report-measure-not_notified_exigent = Not told yet: emergency
report-measure-not_notified_other = Not told: another reason
report-measure-redirect_offered = Referred to the customer
report-measure-redirect_accepted = Referral accepted
report-measure-redirect_declined = Referral declined
report-measure-redirect_silent = Referral not answered
report-measure-redirect_skipped_secrecy = Not referred: secrecy
report-measure-redirect_skipped_emergency = Not referred: emergency
report-measure-redirect_skipped_law = Not referred: the law names the provider
report-measure-redirect_skipped_consumer = Not referred: one person
report-measure-redirect_skipped_no_customer = Not referred: no customer
report-measure-of_which_fraudulent = Of which forged

report-error-withheld = Nothing was exported. The period holds matters for which no rule of publication is set. Ask counsel to set one.
report-error-counted-twice = Nothing was exported. These demands came twice: { $demands }. Ask the operator to check the database (ombud rebuild --check).
report-error-unknown-code = Nothing was exported. These demands have a country or a legal process that is not in the list: { $demands }. Set the authority or the instrument right.
report-error-contradiction =
    Nothing was exported. { $what ->
         [half-closed] An outcome stands without a time of closing, or the other way round.
         [closed-after-cut-off] The demand was closed after the cut-off.
         [closed-before-receipt] The demand was closed before it came.
         [duplicate-of-itself] The demand is recorded as its own duplicate.
         [disclosed-but-not-counted] Data has left under a duplicate or a replaced paper, which is not counted.
         [preservation-disclosed] Data has left under a preservation.
         [preserved-only-was-a-disclosure] A demand for disclosure has ended as a preservation.
         [action-disclosed] Data has left under an order to act.
         [acted-on-was-no-order-to-act] What was no order to act has ended as one.
         [outcome-against-disclosure] The outcome says something else than what has left.
         [accounts-against-disclosure] Something has left but of no account, or nothing of some account.
        *[more-disclosed-than-matched] More accounts were disclosed than matched.
    } See { $demands }.
report-error-does-not-close = Nothing was exported. The rule { $rule } does not hold for { $demands }. Correct the record of these demands.
report-error-total-is-not-the-sum = Nothing was exported. A total is not the sum of its parts ({ $measure }). Report this as a defect.
report-error-style-cannot = Nothing was exported. This format cannot show these numbers: { $loss }
report-error-foreign-directory = Nothing was exported. The folder { $dir } holds something that is not part of an untouched earlier export: { $found }. Name a new or an empty folder.
report-error-write = Nothing was exported. { $path } could not be written: { $reason }. What stood there before still stands there.
report-error-build = Nothing was exported. { $file } could not be built: { $reason }. Report this as a defect.
