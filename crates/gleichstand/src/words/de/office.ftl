# Die Adressdatenbank und ihre Datensätze.

office-unreachable = Der Datenbankserver antwortet nicht ({ $detail }).
    .do = Prüfen Sie Adresse und Port, und ob der Server läuft.
office-wrong-password = Der Datenbankserver nimmt Benutzer oder Kennwort nicht an (Benutzer { $user }).
    .do = Prüfen Sie Benutzer und Kennwort in der Adresse der Datenbank oder in PGPASSWORD.
office-no-such-database = Der Server hat keine Datenbank { $name }.
    .do = Legen Sie sie an, zum Beispiel mit createdb, oder prüfen Sie den Namen.
office-bad-url = Die Adresse der Datenbank ist nicht zu verstehen ({ $detail }).
    .do = Sie lautet zum Beispiel postgres://benutzer@server/datenbank, oder ist der Pfad einer Datei.
office-tls = Die verschlüsselte Verbindung zum Server kam nicht zustande ({ $detail }).
    .do = Prüfen Sie sslmode und sslrootcert in der Adresse der Datenbank.
office-encoding = Die Datenbank des Servers speichert kein Unicode, sondern { $encoding }.
    .do = Legen Sie eine Datenbank mit der Kodierung UTF8 an.
office-is-directory = Das ist ein Ordner, keine Datenbank.
    .do = Nennen Sie eine Datei, zum Beispiel { $path }/office.db.
office-cannot-open = Die Datenbank lässt sich nicht anlegen oder öffnen ({ $detail }).
    .do = Prüfen Sie, ob es den Ordner gibt und ob Sie darin schreiben dürfen.
office-not-a-database = Das ist keine Datenbank.
    .do = Nennen Sie mit --office eine andere Datei; eine neue wird angelegt.
office-not-an-office = Die Datenbank gehört einem anderen Programm; sie bleibt unverändert.
    .do = Nennen Sie mit --office eine andere Datenbank; eine neue wird angelegt.
office-read-only = Die Datenbank kann nur gelesen werden.
    .do = Prüfen Sie die Berechtigungen der Datei und ihres Ordners.
office-newer = Die Datenbank stammt von einer neueren Version des Programms (Stand { $found }, bekannt ist { $known }).
    .do = Nehmen Sie die neuere Version von Gleichstand.
office-disk-full = Für die Datenbank ist auf dem Datenträger kein Platz mehr.
    .do = Schaffen Sie Platz und versuchen Sie es noch einmal.
office-busy = Ein anderes Programm schreibt in die Datenbank und wurde nicht rechtzeitig fertig.
    .do = Versuchen Sie es gleich noch einmal.
office-damaged = Die Datenbank ist beschädigt ({ $detail }).
    .do = Spielen Sie eine Sicherung zurück.
office-failed = Die Datenbank meldet: { $detail }
    .do = Versuchen Sie es noch einmal; hilft das nicht, prüfen Sie die Datenbank.
run-locked = Es läuft schon ein { $job } von { $file } (seit { $since }, Prozess { $pid } { $host }).
    .do = Warten Sie, bis er beendet ist.
run-locked-by-unknown = Es läuft schon ein Import, Export oder Abgleich mit dieser Datenbank.
    .do = Warten Sie, bis er beendet ist.

record-stale = Der Datensatz { $which } wurde inzwischen von jemand anderem geändert; es wurde nichts geschrieben.
    .do = Sehen Sie ihn noch einmal an und wiederholen Sie die Änderung.
number-taken = { $name_is ->
        [nothing] Die Nummer { $number } ist schon vergeben.
       *[other] Die Nummer { $number } hat schon { $name }.
    }
    .do = Nehmen Sie eine andere oder lassen Sie sie weg; dann wird die nächste freie vergeben.
number-too-long = Die Nummer { $number } ist zu lang.
    .do = Eine Nummer hat höchstens 8 Zeichen.
number-invalid = Die Nummer { $number } enthält Zeichen, die man nicht sieht.
    .do = Nehmen Sie Buchstaben, Ziffern und sichtbare Zeichen.
numbers-exhausted = Für { $kind } ist keine Nummer mit 8 Zeichen mehr frei.
    .do = Lassen Sie den Nummernkreis an anderer Stelle beginnen.
field-unknown = Ein Feld „{ $field }“ gibt es nicht.
    .do = „gleichstand mapping show“ zeigt die Namen der Felder.
field-not-writable = Das Feld „{ $field }“ führt das Programm selbst; es lässt sich nicht ändern.
    .do = Lassen Sie es weg.
field-wrong-value = „{ $value }“ passt nicht zum Feld „{ $field }“ ({ $type }).
    .do = { $type_is ->
        [bool] Schreiben Sie ja oder nein.
        [date] Schreiben Sie ein Datum, zum Beispiel 23.11.2026 oder 2026-11-23.
        [instant] Schreiben Sie Datum und Uhrzeit, zum Beispiel 23.11.2026 08:00.
        [int] Schreiben Sie eine ganze Zahl.
       *[other] Schreiben Sie einen Wert dieser Art.
    }
field-too-long = Der Text für das Feld „{ $field }“ ist zu lang.
    .do = Es fasst höchstens { $max } Zeichen.
content-missing = Der Inhalt einer Anlage ist nicht da ({ $hash }).
content-damaged = Der Inhalt einer Anlage ist nicht der, der er sein soll ({ $hash }); er wurde nicht übernommen.
