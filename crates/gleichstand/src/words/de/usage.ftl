# Falsche Aufrufe, und was die Arbeit beginnen lässt oder nicht.

error-prefix = Fehler:
internal-fault = Das Programm hat einen Fehler gemacht und aufgehört; begonnene Änderungen sind entweder ganz oder gar nicht geschrieben.
    .do = Starten Sie den Befehl noch einmal; er setzt fort, was unterbrochen wurde.
standard-output = Standardausgabe

usage-unknown-command = Einen Befehl „{ $command }“ gibt es nicht.
    .do = { $suggestion_is ->
        [nothing] „gleichstand --help“ zeigt alle Befehle.
       *[other] Meinten Sie „{ $suggestion }“?
    }
usage-unknown-option = Die Option { $argument } gibt es hier nicht.
    .do = { $suggestion_is ->
        [nothing] Mit --help zeigt der Befehl seine Optionen.
       *[other] Meinten Sie { $suggestion }?
    }
usage-unexpected = Die Angabe „{ $argument }“ ist hier zu viel.
    .do = { $suggestion_is ->
        [nothing] Mit --help zeigt der Befehl, was er erwartet; Namen mit Leerzeichen gehören in Anführungszeichen.
       *[other] Meinten Sie „{ $suggestion }“?
    }
usage-missing-command = Es fehlt der Befehl.
    .do = „gleichstand --help“ zeigt alle Befehle.
usage-missing-argument = Es fehlt eine Angabe: { $argument }.
    .do = Mit --help zeigt der Befehl, was er erwartet.
usage-missing-value = Zu { $argument } fehlt der Wert.
    .do = Mit --help zeigt der Befehl, was er erwartet.
usage-wrong-value = „{ $value }“ ist kein möglicher Wert für { $argument }.
    .do = Mit --help zeigt der Befehl, was er erwartet.
usage-wrong-choice = „{ $value }“ ist kein möglicher Wert für { $argument }.
    .do = Möglich sind: { $choice }.
usage-conflict = { $argument } und { $other } gehen nicht zusammen.
    .do = Lassen Sie eines davon weg.
usage-twice = { $argument } steht mehrfach da.
    .do = Einmal genügt.
usage-other = Der Aufruf ist nicht zu verstehen.
    .do = „gleichstand --help“ zeigt alle Befehle.
usage-unknown-zone = Eine Zeitzone „{ $zone }“ ist nicht bekannt.
    .do = Zeitzonen heißen zum Beispiel Europe/Berlin oder Europe/Vienna.
usage-unknown-mapping = Eine Feldzuordnung „{ $name }“ gibt es nicht.
    .do = „gleichstand mapping list“ zeigt alle; eine Datei nennen Sie mit ihrer Endung .toml.
usage-no-field-choice = „{ $text }“ sagt nicht, was für ein Feld gilt.
    .do = Erwartet wird FELD=office, FELD=outlook, FELD=both oder FELD=ignore.
usage-unknown-decision = Eine offene Entscheidung { $id } gibt es nicht.
    .do = „gleichstand conflicts list“ zeigt alle.
usage-code-page = Eine Codepage { $page } ist hier nicht bekannt.
    .do = Bekannt sind zum Beispiel 1250, 1251, 1252, 28591 und 65001.
usage-unknown-run = Einen Lauf { $run } gibt es nicht.
    .do = „gleichstand runs list“ zeigt alle Läufe.
usage-no-assignment = „{ $text }“ hat nicht die Form FELD=WERT.
    .do = Schreiben Sie zum Beispiel: last_name=Müller
target-only-read = { $kind ->
        [dbx] Dateien von Outlook Express (.dbx)
        [mbx] Dateien von Outlook Express (.mbx)
        [wab] Adressbücher von Windows (.wab)
        [vcs] Alte Kalenderdateien (.vcs)
        [msg] Eine .msg-Datei
        [eml] Eine .eml-Datei
       *[other] Dateien der Art .{ $kind }
    } { $kind ->
        [msg] fasst nur ein einziges Element; eine Kopie ist ein Ordner voller solcher Dateien.
        [eml] fasst nur eine einzige E-Mail; eine Kopie ist ein Ordner voller solcher Dateien.
       *[other] werden nur gelesen.
    }
    .do = { $kind ->
        [msg] Nennen Sie einen Ordner: gleichstand export Kopie/ --format msg
        [eml] Nennen Sie einen Ordner oder eine .mbox-Datei: gleichstand export Kopie/ --only mails
       *[other] Nennen Sie eine Outlook-Datendatei (.pst), oder für eine Kopie .vcf, .ics, .csv, .mbox oder einen Ordner.
    }
target-no-kind = Der Name sagt nicht, was für eine Datei entstehen soll.
    .do = Nennen Sie eine Outlook-Datendatei (Adressen.pst), oder für eine Kopie Adressen.vcf, Kalender.ics, Adressen.csv, Mails.mbox oder einen Ordner (Kopie/).
source-no-sync = Abgeglichen wird nur mit Outlook-Datendateien (.pst): Nur dort lässt sich die Nummer vermerken, an der ein Datensatz wiedererkannt wird.
    .do = Nehmen Sie „import“, um die Daten einmal zu übernehmen, oder „export“ für eine Kopie.
config-wrong = Zeile { $line } der Konfigurationsdatei ist nicht richtig ({ $detail }).
    .do = Erlaubt sind office, lang ("de" oder "en") und timezone, jeweils mit einem Text in Anführungszeichen.

password-missing = Die Datendatei hat ein Kennwort.
    .do = Geben Sie es mit --password-file DATEI an, oder öffnen Sie Ihre eigene Datei mit --ignore-password.
password-wrong = Das Kennwort ist nicht das der Datendatei.
    .do = Prüfen Sie das Kennwort, oder öffnen Sie Ihre eigene Datei mit --ignore-password.
question-password = Kennwort für { $file }:
question-go-on = Trotzdem fortfahren? [j/N]
question-yes = j

demo-folder-used = Der Ordner ist nicht leer.
    .do = Nennen Sie einen anderen: gleichstand demo ORDNER
pst-file-exists = Die Datei gibt es schon; sie wird nicht überschrieben.
    .do = Wählen Sie einen anderen Namen.
pst-part-exists = Hier liegt der Rest einer Reparatur, die abgebrochen wurde.
    .do = Löschen Sie ihn, wenn keine mehr läuft, oder wählen Sie einen anderen Namen.
pst-password-empty = Das Kennwort ist leer.
    .do = Schreiben Sie das Kennwort in die erste Zeile dieser Datei, oder lassen Sie --password-file weg.
pst-password-characters = Das Kennwort enthält Zeichen, die Outlook darin nicht vergleichen kann.
    .do = Nehmen Sie Buchstaben (auch ä, ö, ü und ß), Ziffern und Satzzeichen.
pst-no-such-id = Ein Element { $id } gibt es in der Datei nicht.
    .do = „gleichstand pst ls DATEI“ zeigt die Nummern der Ordner, „gleichstand pst show DATEI ORDNER“ die ihrer Elemente.
usage-no-date = „{ $text }“ ist kein Datum.
    .do = Ein Datum sieht so aus: 23.11.2026 oder 2026-11-23.
