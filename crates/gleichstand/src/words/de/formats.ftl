# Sätze über Austauschformate.

vcard-damaged = Das ist keine vCard: Sie beginnt nicht mit BEGIN:VCARD.
vcard-empty = Die vCard sagt nichts über eine Person oder Firma.
vcard-group = „{ $name }“ ist eine Verteilerliste und wird nicht als Adresse übernommen.
vcard-cut-off = Die vCard ist abgeschnitten; übernommen wurde, was da ist.
vcard-lines-unreadable = { $count ->
        [one] Eine Zeile der vCard ist nicht lesbar.
       *[other] { COUNT($count) } Zeilen der vCard sind nicht lesbar.
    }
vcard-text-damaged = Ein Text der vCard ist kein gültiges UTF-8, obwohl sie es so angibt; einzelne Zeichen fehlen.
vcard-text-guessed = Die vCard nennt keinen Zeichensatz; gelesen wurde mit Codepage { $page }.

csv-no-known-columns = In der ersten Zeile von { $file } steht kein bekannter Spaltenname.
    .do = Die erste Zeile muss die Namen der Spalten enthalten, wie Outlook sie schreibt: zum Beispiel „Vorname“, „Nachname“, „E-Mail-Adresse“.
csv-no-such-row = Eine Zeile { $row } mit Daten gibt es nicht.
csv-no-start = Zeile { $line }: Der Termin hat keinen lesbaren Beginn.
csv-field-count = Zeile { $line } hat { $found } Felder statt { $expected }; gelesen wurde, was da ist.
csv-broken-characters = Zeile { $line } enthält Bytes, die keine Zeichen sind.
csv-value-not-understood = Spalte „{ $column }“: „{ $value }“ ist nicht zu verstehen.
csv-century-guessed = „{ $value }“ nennt kein Jahrhundert; 00 bis 29 gilt als 2000 bis 2029, sonst als 1930 bis 1999.
csv-date-order-guessed = „{ $value }“ wurde als Monat/Tag/Jahr gelesen; die Datei beweist die Reihenfolge nicht.
csv-no-time = Der Termin am { $value } hat keine Uhrzeit und gilt als ganztägig.
csv-last-day-guessed = Ganztägig ohne Endzeit; { $value } gilt als letzter Tag.
csv-end-before-start = Das Ende { $value } liegt vor dem Beginn; der Termin endet, wenn er beginnt.
csv-reminder-without-time = Die Erinnerung hat keine Uhrzeit; sie gilt für { $value }.
csv-names-and-addresses = „{ $value }“: Namen und Adressen sind nicht gleich viele; sie wurden der Reihe nach verbunden.

wab-too-old = Dieses Adressbuch ist von Windows 95 oder Internet Explorer 4 und kann nicht gelesen werden.
    .do = Öffnen Sie es mit einem neueren Outlook Express und exportieren Sie es als CSV.
wab-not-one = Die Datei ist kein Windows-Adressbuch.
wab-too-long = Das Adressbuch ist größer als { $most } MB.
wab-damaged = Das Adressbuch ist bei { $place } beschädigt.

ical-no-calendar = Die Datei ist kein Kalender.
ical-no-start = Der Termin „{ $subject }“ hat keinen lesbaren Beginn.
ical-date = { $property }: „{ $value }“ ist keine Zeitangabe.
ical-end = Das Ende liegt vor dem Beginn; der Termin endet, wo er beginnt.
ical-zone-unknown = Die Zeitzone „{ $zone }“ ist unbekannt; es gilt die eigene.
ical-zone-rule = Die Regeln der Zeitzone „{ $zone }“ gehören zu keiner bekannten; die Zeiten stimmen, die Zone bleibt ohne Namen.
ical-rule = Der Serienregel „{ $rule }“ kann nicht gefolgt werden; sie wurde nicht übernommen.
ical-added-dates = Zusätzliche Tage der Serie wurden nicht übernommen: { $dates }.
ical-occurrence = Der geänderte Termin vom { $date } gehört zu keinem Tag der Serie und wurde nicht übernommen.
ical-this-and-future = Die Änderung „ab { $date }“ wurde nur für diesen Tag übernommen.
ical-series-start = Die Serie beginnt nach ihrer Regel am { $to } statt am { $from }.
ical-alarm-after-start = Die Erinnerung liegt nach dem Beginn; erinnert wird zum Beginn.
ical-cancelled = Der Termin ist in der Datei als abgesagt gekennzeichnet.
ical-task-cancelled = Die Aufgabe ist in der Datei abgesagt; sie wurde als zurückgestellt übernommen.
ical-task-time = Aufgaben kennen nur Tage; die Uhrzeit { $time } ({ $field }) wurde nicht übernommen.
ical-uid-twice = Die Kennung gehört schon einem anderen Eintrag der Datei; dieser wurde ohne sie übernommen.
