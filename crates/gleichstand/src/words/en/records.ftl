# Records of all kinds: what happens to them, their lists, their values in words.

word-record-addresses = Address
word-record-mails = E-mail
word-record-appointments = Appointment
word-record-tasks = Task

side-mails = e-mail
side-appointments = calendar
side-tasks = task

address-count = { $total ->
        [0] No addresses.
        [one] One address.
       *[other] { $part ->
            [yes] { COUNT($shown) } of { COUNT($total) } addresses.
           *[no] { COUNT($total) } addresses.
        }
    }
mail-count = { $total ->
        [0] No e-mails.
        [one] One e-mail.
       *[other] { $part ->
            [yes] { COUNT($shown) } of { COUNT($total) } e-mails.
           *[no] { COUNT($total) } e-mails.
        }
    }
appointment-count = { $total ->
        [0] No appointments.
        [one] One appointment.
       *[other] { $part ->
            [yes] { COUNT($shown) } of { COUNT($total) } appointments.
           *[no] { COUNT($total) } appointments.
        }
    }
task-count = { $total ->
        [0] No tasks.
        [one] One task.
       *[other] { $part ->
            [yes] { COUNT($shown) } of { COUNT($total) } tasks.
           *[no] { COUNT($total) } tasks.
        }
    }
occurrence-count = { $total ->
        [0] No appointments from { $from } to { $to }.
        [one] One appointment from { $from } to { $to }.
       *[other] { $part ->
            [yes] { COUNT($shown) } of { COUNT($total) } appointments from { $from } to { $to }.
           *[no] { COUNT($total) } appointments from { $from } to { $to }.
        }
    }

record-added = { $record } { $which } added: { $name }
record-edited = { $record } { $which } changed: { $name }
record-restored = { $record } { $which } restored: { $name }
record-deleted = { $record } { $which } is in the trash: { $name }. To restore it: gleichstand { $command } restore { $which }. { $record_is ->
        [addresses] If Outlook still has the contact, the next import brings it back.
        [mails] In Outlook it stays as it is.
        [appointments] If Outlook still has it, the next import brings it back.
       *[tasks] If Outlook still has it, the next import brings it back.
    }
record-deleted-at = in the trash since
record-not-found = There is no { $kind_is ->
        [addresses] address
        [mails] e-mail
        [appointments] appointment
        [tasks] task
       *[other] record
    } { $which }.
    .do = "gleichstand { $command } list" shows all.
record-in-trash = { $kind_is ->
        [addresses] The address { $which } lies
        [mails] The e-mail { $which } lies
        [appointments] The appointment { $which } lies
        [tasks] The task { $which } lies
       *[other] The record { $which } lies
    } in the trash.
    .do = First "gleichstand { $command } restore { $which }", then it can be done.

appointment-no-start = An appointment needs a start.
    .do = Write, for example: start="2027-05-03 08:00", or start=2027-05-03 for a whole day.
appointment-wrong-end = The end does not fit the start: it is earlier, or only one of them has a time.
    .do = Write both with a time or both without; the end of an all-day appointment is the day after the last one.
usage-span-backwards = { $to } is before { $from }.
    .do = Give the earlier day with --from, the later one with --to.
usage-wrong-code = "{ $value }" is no possible value for "{ $field }".
    .do = Possible are: { $choice }.
usage-wrong-series = "{ $value }" is no series.
    .do = Write a rule as in RFC 5545, for example recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=12".

mail-no-html = The e-mail { $which } has no HTML text.
    .do = "gleichstand mail show { $which }" shows its text.
save-folder-is-link = This is no folder but a link; it is not followed.
    .do = Name the folder itself.
save-no-folder = This is no folder.
    .do = Name a folder; where there is none, it is made.
saved-none = The e-mail has no attachments.
saved-file = { $number }. { $name } → { $file } ({ $size })
saved-nothing = { $number }. { $name }: without content, nothing written
saved-lost = { $number }. { $name }: the content is not there, or not as it was; nothing was written.

attached-message = item
attached-object = object
attached-link = link
attached-inline = in the text
attached-empty = without content

head-date = Date
all-day = all day
mark-series = series
mark-changed = series, changed
mark-moved = series, moved from { $from }

value-long-text = (long text)
value-characters = { COUNT($count) } characters
value-last-day = { $day } (last day)

code-importance-low = low
code-importance-normal = normal
code-importance-high = high
code-priority-low = low
code-priority-normal = normal
code-priority-high = high
code-sensitivity-normal = normal
code-sensitivity-personal = personal
code-sensitivity-private = private
code-sensitivity-confidential = confidential
code-busy-free = free
code-busy-tentative = tentative
code-busy-busy = busy
code-busy-out = out of office
code-busy-elsewhere = working elsewhere
code-response-none = none
code-response-organizer = organizer
code-response-tentative = tentative
code-response-accepted = accepted
code-response-declined = declined
code-response-not-responded = no response
code-status-open = not started
code-status-in-progress = in progress
code-status-done = done
code-status-waiting = waiting on someone else
code-status-deferred = deferred
code-flag-flagged = flagged
code-flag-complete = complete
code-meeting-none = no meeting
code-meeting-meeting = meeting
code-meeting-received = invited
code-meeting-canceled = canceled
role-organizer = organizer
role-required = required
role-optional = optional
role-resource = resource

series-daily = every day
series-daily-nth = every { $nth } day
series-working-days = every working day (Monday to Friday)
series-weekly = every week
series-weekly-nth = every { $nth } week
series-weekly-on = every week on { $days }
series-weekly-nth-on = every { $nth } week on { $days }
series-monthly = { $days } of every month
series-monthly-nth = { $days } of every { $nth } month
series-yearly = every year
series-yearly-nth = every { $nth } year
series-yearly-on = every year { $days }
series-yearly-nth-on = every { $nth } year { $days }
series-same-day = on the same day
series-day = on the { $nth }
series-day-or-last = on the { $nth } (in shorter months the last day)
series-nth = on the { $nth } { $day }
series-last = on the last { $day }
series-day-in-month = on { $nth } { $month }
series-in-month = { $day } in { $month }
series-and = { $some } and { $last }
series-from = since { $day }
series-until = until { $day }
series-times = { $count ->
        [one] once
       *[other] { $count } times
    }
series-after-completion = counted from completion
series-left-out = { $count ->
        [one] one left out
       *[other] { COUNT($count) } left out
    }
series-changed = { $count ->
        [one] one changed
       *[other] { COUNT($count) } changed
    }
series-one-left-out = { $at } left out
series-one-moved = { $at } moved to { $to }
series-one-changed = { $at } changed
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
day-any = day
day-working = working day
day-weekend = weekend day
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
