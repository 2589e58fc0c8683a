# Acts, decisions and the choices of the demand's forms.
act-confirm-no-secrecy = nothing forbids telling the customer
act-lift-secrecy = a secrecy order is lifted
act-send-notice = the notice to the customer
act-clear-copy = clearing a copy for the customer
act-waive-notice = the waiver of the notice
act-release = the release to the authority
act-reopen = opening the demand again

decision-authorise = authorised
decision-narrow = narrowed
decision-refuse = refused
decision-none = not decided
decision-narrow-because = narrowed ({ $ground })
decision-refuse-because = refused ({ $ground })
collected-records = { $kept } of { $read } records kept{ $withheld ->
    [0] {""}
   *[other] , { $withheld } withheld
}
collected-no-data = no data found: { $text }

method-call-back = call-back to the registry's number
method-issuer-confirmed = confirmed by the issuing court or registry
method-mail-only = only the mail's own signs

skip-secrecy = secrecy covers the customer
skip-emergency = a confirmed emergency
skip-law-names-provider = the law names the provider
skip-consumer = the customer is one person
skip-no-customer = no customer of ours was matched

waiver-no-customer = no customer of ours can be identified
waiver-already-informed = the authority has told the customer already, who said so in writing
waiver-customer-gone = the customer has ceased to exist without a successor

art48-mlat = Mutual legal assistance treaty
art48-executive-agreement = Executive agreement
art48-art49 = Derogation under Article 49
check-result-confirmed = They stand behind the demand
check-result-denied = They know nothing of it
check-result-not-reached = Nobody was reached who could say
