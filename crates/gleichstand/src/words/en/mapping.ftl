# The field mapping: what its file holds, what is wrong with it, what it does.

mapping-file-heading =
    A field mapping: which field of the office belongs to which field of Outlook.
    "gleichstand mapping check FILE" checks it, "gleichstand mapping try OUTLOOK --mapping FILE"
    shows on real records what it does. Fields may also be called by their German or English
    labels. A line can also hold:
    direction = "import" or "export", rule = "only-if-empty", "never-empty" or "append",
    values = [["Herr", "Mr."]], case = "upper", split and join for several fields, constant, type.
    address = "auto": the business address, and where only another one is filled, that one.
mapping-mistake = Mistake
mapping-hint = Hint
mapping-checked = { $lines ->
        [one] One line
       *[other] { COUNT($lines) } lines
    }, { $mistakes ->
        [0] no mistakes
        [one] one mistake
       *[other] { COUNT($mistakes) } mistakes
    }, { $hints ->
        [0] no hints
        [one] one hint
       *[other] { COUNT($hints) } hints
    }.
mapping-made = { $file } was made. Use the mapping with --mapping { $mapping }.
mapping-changed = { $file } was changed.
mapping-no-line = No line of the field mapping names "{ $name }".
    .do = "gleichstand mapping show" with the file shows its lines.
mapping-default-stays = The built-in field mapping cannot be changed.
    .do = Make one of your own with "gleichstand mapping init NAME".
head-length = Length
head-writable = Writable
mapping-file-exists = The file exists already; it stays as it is.
    .do = Choose another name, or delete it first.
mapping-name-taken = "{ $name }" is the mapping that is always there.
    .do = Choose another name.
mapping-phone-form = "{ $text }" does not have the form FIELD=NUMBER.
    .do = Write for example: --phone mobile=car
mapping-file-too-long = The file is far too large for a field mapping.
    .do = Check whether it is the right file.
mapping-not-utf8 = The file is no text in UTF-8.
    .do = Save it in the editor with the encoding UTF-8.
mapping-has-mistakes = { $count ->
        [one] The field mapping has a mistake, in line { $line }, column { $column }: { $first }
       *[other] The field mapping has { COUNT($count) } mistakes; the first one is in line { $line }, column { $column }: { $first }
    } Nothing was done.
    .do = "gleichstand mapping check { $mapping }" shows all of them.

mapping-syntax = This is no valid TOML: { $detail }.
    .do = Texts stand in quotation marks, every assignment begins with [[addresses]] or another kind.
mapping-unknown-key = "{ $key }" is not known here.
    .do = Possible are: { $words }.
mapping-wrong-type = "{ $key }" takes { $wanted ->
        [text] a text in quotation marks
        [texts] a text or a list of texts
       *[pairs] a list of pairs, for example [["Herr", "Mr."], ["Frau", "Ms."]]
    }.
mapping-unknown-word = "{ $word }" is not known for "{ $key }".
    .do = Possible are: { $words }.
mapping-not-lines = "{ $key }" must consist of lines, each of which begins with [[{ $key }]].
mapping-no-office = The line names no field of the office.
    .do = Add office = "…", or constant = "…" for a fixed value.
mapping-no-outlook = The line names no field of Outlook.
    .do = Add outlook = "…", or constant = "…" for a fixed value.
mapping-two-labels = Two fields are called "{ $label }": { $one } and { $two }.
    .do = Call one of them by its name in files.
mapping-other-kind = "{ $field_is }" belongs to { $other_is ->
        [addresses] addresses
        [mails] e-mails
        [appointments] appointments
       *[tasks] tasks
    }, but the line to { $kind_is ->
        [addresses] addresses
        [mails] e-mails
        [appointments] appointments
       *[tasks] tasks
    }.
mapping-no-such-field = { $side_is ->
        [office] The office has no field "{ $field_is }".
       *[outlook] Outlook has no field "{ $field_is }".
    }
    .do = { $alike_is ->
        [nothing] "gleichstand mapping fields" shows all fields.
       *[other] Did you mean "{ $alike }"?
    }
mapping-user-nameless = The name of the user-defined field is missing.
    .do = Write user. and the name, for example user.Agent.
mapping-invisible = The text holds letters that nobody sees.
    .do = Write it again.
mapping-value-empty = A list of values holds an empty text.
    .do = Strike the pair; what is empty stays empty.
mapping-append-both = Appending goes one way only; both ways the texts would grow with every change.
    .do = Add direction = "import" or "export".
mapping-split-lossy = A divided text does not always come back the same, but with other blanks or divided differently.
mapping-split-nowhere = Without a separator a text cannot be divided like this.
    .do = Add join, for example join = ", ".
mapping-own-form = "{ $field }" has a form of its own and belongs to "{ $other }".
    .do = Assign the two to each other without conversion, or take the line out.
mapping-no-times = Appointments need a line for "{ $field }".
    .do = Take it from "gleichstand mapping init".
mapping-user-two-types = "{ $field }" would get two different types.
    .do = Give all lines with this field the same type (type = "…").
mapping-no-number = "{ $name }" is no telephone or fax number of the office.
    .do = Possible are: { $words }.
mapping-is-folder = This is a folder, no field mapping.
    .do = Name a file with the ending .toml.
mapping-bad-name = A field mapping cannot be called this.
    .do = Take letters and digits.
mapping-side-office = office
mapping-side-outlook = Outlook
mapping-user-name = No user-defined field of Outlook can be called "{ $field_is }".
    .do = The name has at most 32 characters, none of them [ ] _ # or :, and no built-in field is called that.
mapping-type-useless = Only a user-defined field (user.…) needs a type.
mapping-reserved = "{ $field }" is written by the program alone.
    .do = The number is not part of the mapping; take the line out.
mapping-not-writable = "{ $field }" cannot be written; { $side_is ->
        [office] the office makes it itself.
       *[outlook] Outlook makes it from other fields.
    }
    .do = With direction = "{ $side_is ->
        [office] export
       *[outlook] import
    }" it is only read.
mapping-several-both = Several fields stand on both sides.
    .do = Several fields of one side belong to one field of the other.
mapping-one-field = "{ $key }" only works where several fields stand on one side.
mapping-several-texts = "{ $field }" is no text; only texts can be joined and divided.
mapping-split-missing = It is not said how the text is divided among the fields.
    .do = Add split = "each", "last" or "house-number", or a direction that only joins.
mapping-split-two = Like this a text is divided into exactly two fields.
mapping-split-useless = In this direction nothing is divided.
mapping-constant-fields = A fixed value stands in the place of a field: name just the one that gets it.
mapping-constant-direction = The fixed value "{ $constant }" goes one way only.
    .do = Add direction = "{ $wanted }".
mapping-constant-unfit = "{ $constant }" does not fit into "{ $field }": { $why }.
mapping-too-long = "{ $value }" is longer than the { $most } characters that "{ $field }" takes.
mapping-values-one-field = A list of values belongs to exactly one field on each side.
mapping-value-twice = "{ $value }" stands twice on the side of { $side_is ->
        [office] the office
       *[outlook] Outlook
    }: which of the two values is meant?
    .do = Strike one of the pairs, or limit the line to one direction.
mapping-value-unfit = "{ $value }" does not fit into "{ $field }".
mapping-append-type = Only texts and lists can be appended to.
mapping-never = There is no conversion { $from_type } → { $to_type } ("{ $office }", "{ $outlook }").
mapping-lossy = Conversion { $from_type } → { $to_type } ("{ $office }", "{ $outlook }"): { $why_is ->
        [unreadable] what cannot be read as such stays where it is and is reported.
        [inexact] not everything comes back exactly; what does not fit stays where it is and is reported.
        [several] several values stay where they are and are reported.
       *[other] what does not fit stays where it is and is reported.
    }
mapping-case-lossy = The letters are changed and do not come back.
mapping-written-twice = "{ $field }" is written by two lines.
    .do = Strike one of them, or give them different directions.
mapping-circle = A value would come back to its field in a circle: { $path }.
    .do = Strike one of the lines.
mapping-address-auto = With address = "auto", "{ $field }" may stand in for the business address already.
    .do = Write address = "fixed" at the top.

mapping-tried = { $total ->
        [0] There are no such records.
       *[other] { COUNT($shown) } of { COUNT($total) } shown; nothing was written.
    }
mapping-would-leave = "{ $value }" would not go to "{ $field }" ({ $side_is ->
        [office] office
       *[outlook] Outlook
    }): { $why }.
mapping-value-left = "{ $value }" was not written to "{ $field }" ({ $side_is ->
        [office] office
       *[outlook] Outlook
    }): { $why }.
word-why-unreadable = the text cannot be read as such
word-why-inexact = the value would not go in exactly
word-why-too-large = the value is too large or too long
word-why-several = there are several values
word-why-never = these types cannot be turned into each other

mapping-companies-name = Companies without a person: the company becomes the last name, too.
head-special = Special
head-in-outlook = In Outlook
head-stored = Would be stored
head-back = Back
special-constant = fixed value "{ $value }"
special-values = { $value }
special-split = divided { $value ->
        [each] at every separator
        [last] at the last separator
       *[housenumber] before the house number
    }
special-join = joined with "{ $value }"
special-case = { $value ->
        [upper] UPPER
        [lower] lower
       *[title] Title
    }
special-type = type { $value ->
        [text] text
        [number] number
        [percent] percent
        [currency] currency
        [bool] yes/no
        [instant] date/time
        [duration] duration
        [list] keywords
       *[int] integer
    }
word-values-text = text
word-values-integer = integer
word-values-number = number
word-values-percent = percent
word-values-currency = currency
word-values-duration = duration
word-values-yes-no = yes/no
word-values-date = date
word-values-time = point in time
word-values-keywords = list
word-values-bytes = raw data
