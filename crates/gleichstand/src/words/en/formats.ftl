# Sentences about interchange formats.

vcard-damaged = This is no vCard: it does not begin with BEGIN:VCARD.
vcard-empty = The vCard says nothing about a person or company.
vcard-group = "{ $name }" is a distribution list and is not taken over as an address.
vcard-cut-off = The vCard is cut off; what is there was taken over.
vcard-lines-unreadable = { $count ->
        [one] One line of the vCard cannot be read.
       *[other] { COUNT($count) } lines of the vCard cannot be read.
    }
vcard-text-damaged = A text of the vCard is not the UTF-8 it claims to be; some characters are missing.
vcard-text-guessed = The vCard names no character set; it was read in code page { $page }.

csv-no-known-columns = The first line of { $file } has no known column name.
    .do = It must hold the names of the columns as Outlook writes them: for example "First Name", "Last Name", "E-mail Address".
csv-no-such-row = There is no data row { $row }.
csv-no-start = Line { $line }: the appointment has no readable start.
csv-field-count = Line { $line } has { $found } fields instead of { $expected }; what is there was read.
csv-broken-characters = Line { $line } holds bytes that are no characters.
csv-value-not-understood = Column "{ $column }": "{ $value }" cannot be understood.
csv-century-guessed = "{ $value }" names no century; 00 to 29 is taken as 2000 to 2029, else as 1930 to 1999.
csv-date-order-guessed = "{ $value }" was read as month/day/year; the file does not prove the order.
csv-no-time = The appointment on { $value } has no time and is taken as all-day.
csv-last-day-guessed = All-day without an end time; { $value } is taken as the last day.
csv-end-before-start = The end { $value } is before the start; the appointment ends when it starts.
csv-reminder-without-time = The reminder has no time; it is taken as { $value }.
csv-names-and-addresses = "{ $value }": there are not as many names as addresses; they were paired in order.

wab-too-old = This address book is from Windows 95 or Internet Explorer 4 and cannot be read.
    .do = Open it in a newer Outlook Express and export it as CSV.
wab-not-one = The file is no Windows address book.
wab-too-long = The address book is larger than { $most } MB.
wab-damaged = The address book is damaged at { $place }.

ical-no-calendar = The file is no calendar.
ical-no-start = The appointment "{ $subject }" has no readable start.
ical-date = { $property }: "{ $value }" is no date or time.
ical-end = The end is before the start; the appointment ends where it starts.
ical-zone-unknown = The time zone "{ $zone }" is unknown; your own is used.
ical-zone-rule = The rules of time zone "{ $zone }" are those of no known one; the times are right, the zone stays unnamed.
ical-rule = The recurrence rule "{ $rule }" cannot be followed; it was not taken over.
ical-added-dates = Dates added to the series were not taken over: { $dates }.
ical-occurrence = The changed occurrence of { $date } is no day of the series and was not taken over.
ical-this-and-future = The change "from { $date } on" was taken over for that day only.
ical-series-start = By its rule the series starts on { $to } instead of { $from }.
ical-alarm-after-start = The reminder is after the start; it is set to the start.
ical-cancelled = The file marks the appointment as cancelled.
ical-task-cancelled = The file marks the task as cancelled; it was taken over as deferred.
ical-task-time = Tasks know days only; the time { $time } ({ $field }) was not taken over.
ical-uid-twice = The UID belongs to another entry of the file; this one was taken over without it.
