# Die Feldzuordnung: was in ihrer Datei steht, was daran falsch ist, was sie bewirkt.

mapping-file-heading =
    Eine Feldzuordnung: welches Feld der Adressdatenbank zu welchem Feld von Outlook gehört.
    „gleichstand mapping check DATEI“ prüft sie, „gleichstand mapping try OUTLOOK --mapping DATEI“
    zeigt an echten Datensätzen, was sie bewirkt. Felder dürfen auch bei ihrem deutschen oder
    englischen Namen genannt werden. Eine Zeile kann außerdem enthalten:
    direction = "import" oder "export", rule = "only-if-empty", "never-empty" oder "append",
    values = [["Herr", "Mr."]], case = "upper", split und join für mehrere Felder, constant, type.
    address = "auto": die geschäftliche Anschrift, und wo nur eine andere gefüllt ist, diese.
mapping-mistake = Fehler
mapping-hint = Hinweis
mapping-checked = { $lines ->
        [one] Eine Zeile
       *[other] { COUNT($lines) } Zeilen
    }, { $mistakes ->
        [0] kein Fehler
        [one] ein Fehler
       *[other] { COUNT($mistakes) } Fehler
    }, { $hints ->
        [0] kein Hinweis
        [one] ein Hinweis
       *[other] { COUNT($hints) } Hinweise
    }.
mapping-made = { $file } wurde angelegt. Verwenden Sie die Feldzuordnung mit --mapping { $mapping }.
mapping-changed = { $file } wurde geändert.
mapping-no-line = Keine Zeile der Feldzuordnung nennt „{ $name }“.
    .do = „gleichstand mapping show“ mit der Datei zeigt ihre Zeilen.
mapping-default-stays = Die mitgelieferte Feldzuordnung lässt sich nicht ändern.
    .do = Legen Sie mit „gleichstand mapping init NAME“ eine eigene an.
head-length = Länge
head-writable = Schreibbar
mapping-file-exists = Die Datei gibt es schon; sie bleibt, wie sie ist.
    .do = Wählen Sie einen anderen Namen, oder löschen Sie sie vorher.
mapping-name-taken = „{ $name }“ heißt die Feldzuordnung, die immer da ist.
    .do = Wählen Sie einen anderen Namen.
mapping-phone-form = „{ $text }“ hat nicht die Form FELD=NUMMER.
    .do = Schreiben Sie zum Beispiel: --phone mobile=car
mapping-file-too-long = Die Datei ist für eine Feldzuordnung viel zu groß.
    .do = Prüfen Sie, ob es die richtige Datei ist.
mapping-not-utf8 = Die Datei ist kein Text in UTF-8.
    .do = Speichern Sie sie im Editor mit der Zeichencodierung UTF-8.
mapping-has-mistakes = { $count ->
        [one] Die Feldzuordnung hat einen Fehler, in Zeile { $line }, Spalte { $column }: { $first }
       *[other] Die Feldzuordnung hat { COUNT($count) } Fehler; der erste steht in Zeile { $line }, Spalte { $column }: { $first }
    } Es wurde nichts getan.
    .do = „gleichstand mapping check { $mapping }“ zeigt alle.

mapping-syntax = Das ist kein gültiges TOML: { $detail }.
    .do = Texte stehen in Anführungszeichen, jede Zuordnung beginnt mit [[addresses]] oder einer anderen Art.
mapping-unknown-key = „{ $key }“ ist hier nicht bekannt.
    .do = Möglich sind: { $words }.
mapping-wrong-type = Zu „{ $key }“ gehört { $wanted ->
        [text] ein Text in Anführungszeichen
        [texts] ein Text oder eine Liste von Texten
       *[pairs] eine Liste von Paaren, zum Beispiel [["Herr", "Mr."], ["Frau", "Ms."]]
    }.
mapping-unknown-word = „{ $word }“ ist für „{ $key }“ nicht bekannt.
    .do = Möglich sind: { $words }.
mapping-not-lines = „{ $key }“ muss aus Zeilen bestehen, von denen jede mit [[{ $key }]] beginnt.
mapping-no-office = Die Zeile nennt kein Feld der Adressdatenbank.
    .do = Ergänzen Sie office = "…", oder constant = "…" für einen festen Wert.
mapping-no-outlook = Die Zeile nennt kein Feld von Outlook.
    .do = Ergänzen Sie outlook = "…", oder constant = "…" für einen festen Wert.
mapping-two-labels = „{ $label }“ heißen zwei Felder: { $one } und { $two }.
    .do = Nennen Sie eines der beiden bei seinem Namen in Dateien.
mapping-other-kind = „{ $field_is }“ gehört zu { $other_is ->
        [addresses] Adressen
        [mails] E-Mails
        [appointments] Terminen
       *[tasks] Aufgaben
    }, die Zeile aber zu { $kind_is ->
        [addresses] Adressen
        [mails] E-Mails
        [appointments] Terminen
       *[tasks] Aufgaben
    }.
mapping-no-such-field = { $side_is ->
        [office] Ein Feld „{ $field_is }“ hat die Adressdatenbank nicht.
       *[outlook] Ein Feld „{ $field_is }“ hat Outlook nicht.
    }
    .do = { $alike_is ->
        [nothing] „gleichstand mapping fields“ zeigt alle Felder.
       *[other] Meinten Sie „{ $alike }“?
    }
mapping-user-nameless = Es fehlt der Name des benutzerdefinierten Feldes.
    .do = Schreiben Sie user. und den Namen, zum Beispiel user.Vertreter.
mapping-invisible = Im Text stehen Zeichen, die man nicht sieht.
    .do = Schreiben Sie ihn neu.
mapping-value-empty = In einer Werteliste steht ein leerer Text.
    .do = Streichen Sie das Paar; was leer ist, bleibt leer.
mapping-append-both = Angehängt wird nur in eine Richtung; in beiden wüchsen die Texte mit jeder Änderung.
    .do = Ergänzen Sie direction = "import" oder "export".
mapping-split-lossy = Ein geteilter Text kommt nicht immer gleich zurück, etwa mit anderen Leerzeichen oder anders verteilt.
mapping-split-nowhere = Ohne Trennzeichen lässt sich so nicht teilen.
    .do = Ergänzen Sie join, zum Beispiel join = ", ".
mapping-own-form = „{ $field }“ hat eine eigene Form und gehört zu „{ $other }“.
    .do = Ordnen Sie die beiden einander ohne Umwandlung zu, oder nehmen Sie die Zeile heraus.
mapping-no-times = Termine brauchen eine Zeile für „{ $field }“.
    .do = Übernehmen Sie sie aus „gleichstand mapping init“.
mapping-user-two-types = „{ $field }“ bekäme zwei verschiedene Typen.
    .do = Geben Sie allen Zeilen mit diesem Feld denselben Typ (type = "…").
mapping-no-number = „{ $name }“ ist keine Telefon- oder Faxnummer der Adressdatenbank.
    .do = Möglich sind: { $words }.
mapping-is-folder = Das ist ein Ordner, keine Feldzuordnung.
    .do = Nennen Sie eine Datei mit der Endung .toml.
mapping-bad-name = So kann eine Feldzuordnung nicht heißen.
    .do = Nehmen Sie Buchstaben und Ziffern.
mapping-side-office = Adressdatenbank
mapping-side-outlook = Outlook
mapping-user-name = „{ $field_is }“ kann kein benutzerdefiniertes Feld von Outlook heißen.
    .do = Der Name hat höchstens 32 Zeichen, keines davon ist [ ] _ # oder :, und kein eingebautes Feld heißt so.
mapping-type-useless = Einen Typ braucht nur ein benutzerdefiniertes Feld (user.…).
mapping-reserved = „{ $field }“ schreibt nur das Programm selbst.
    .do = Die Nummer gehört nicht zur Feldzuordnung; nehmen Sie die Zeile heraus.
mapping-not-writable = „{ $field }“ lässt sich nicht schreiben; { $side_is ->
        [office] die Adressdatenbank bildet es selbst.
       *[outlook] Outlook bildet es aus anderen Feldern.
    }
    .do = Mit direction = "{ $side_is ->
        [office] export
       *[outlook] import
    }" wird es nur gelesen.
mapping-several-both = Auf beiden Seiten stehen mehrere Felder.
    .do = Mehrere Felder einer Seite gehören zu einem Feld der anderen.
mapping-one-field = „{ $key }“ gilt nur, wo auf einer Seite mehrere Felder stehen.
mapping-several-texts = „{ $field }“ ist kein Text; nur Texte lassen sich verbinden und teilen.
mapping-split-missing = Es fehlt, wie der Text auf die Felder geteilt wird.
    .do = Ergänzen Sie split = "each", "last" oder "house-number", oder eine direction, die nur verbindet.
mapping-split-two = So geteilt wird nur in genau zwei Felder.
mapping-split-useless = In dieser Richtung wird nichts geteilt.
mapping-constant-fields = Ein fester Wert steht an Stelle eines Feldes: Nennen Sie genau eines, das ihn bekommt.
mapping-constant-direction = Der feste Wert „{ $constant }“ geht nur in eine Richtung.
    .do = Ergänzen Sie direction = "{ $wanted }".
mapping-constant-unfit = „{ $constant }“ passt nicht in „{ $field }“: { $why }.
mapping-too-long = „{ $value }“ ist länger als die { $most } Zeichen, die „{ $field }“ fasst.
mapping-values-one-field = Eine Werteliste gehört zu genau einem Feld auf jeder Seite.
mapping-value-twice = „{ $value }“ steht zweimal auf der Seite { $side_is ->
        [office] der Adressdatenbank
       *[outlook] von Outlook
    }: Welcher der beiden Werte gilt?
    .do = Streichen Sie eines der Paare, oder beschränken Sie die Zeile auf eine Richtung.
mapping-value-unfit = „{ $value }“ passt nicht in „{ $field }“.
mapping-append-type = Anhängen lässt sich nur an Texte und Listen.
mapping-never = Eine Umwandlung { $from_type } → { $to_type } gibt es nicht („{ $office }“, „{ $outlook }“).
mapping-lossy = Umwandlung { $from_type } → { $to_type } („{ $office }“, „{ $outlook }“): { $why_is ->
        [unreadable] was sich nicht so lesen lässt, bleibt stehen und wird gemeldet.
        [inexact] nicht alles kommt genau so zurück; was nicht passt, bleibt stehen und wird gemeldet.
        [several] mehrere Werte bleiben stehen und werden gemeldet.
       *[other] was nicht hineinpasst, bleibt stehen und wird gemeldet.
    }
mapping-case-lossy = Die Schreibweise wird geändert und kommt nicht zurück.
mapping-written-twice = „{ $field }“ wird von zwei Zeilen geschrieben.
    .do = Streichen Sie eine davon, oder geben Sie den beiden verschiedene Richtungen.
mapping-circle = Ein Wert käme im Kreis zu seinem Feld zurück: { $path }.
    .do = Streichen Sie eine der Zeilen.
mapping-address-auto = „{ $field }“ kann bei address = "auto" schon an die Stelle der geschäftlichen Anschrift treten.
    .do = Schreiben Sie oben address = "fixed".

mapping-tried = { $total ->
        [0] Es gibt keine solchen Datensätze.
       *[other] { COUNT($shown) } von { COUNT($total) } gezeigt; geschrieben wurde nichts.
    }
mapping-would-leave = „{ $value }“ ginge nicht nach „{ $field }“ ({ $side_is ->
        [office] Adressdatenbank
       *[outlook] Outlook
    }): { $why }.
mapping-value-left = „{ $value }“ wurde nicht nach „{ $field }“ ({ $side_is ->
        [office] Adressdatenbank
       *[outlook] Outlook
    }) geschrieben: { $why }.
word-why-unreadable = der Text lässt sich nicht so lesen
word-why-inexact = der Wert ginge nicht genau hinein
word-why-too-large = der Wert ist zu groß oder zu lang
word-why-several = es sind mehrere Werte
word-why-never = diese Typen lassen sich nicht umwandeln

mapping-companies-name = Firmen ohne Person: Die Firma wird auch zum Nachnamen.
head-special = Besonderes
head-in-outlook = In Outlook
head-stored = Gespeichert würde
head-back = Zurück
special-constant = fester Wert „{ $value }“
special-values = { $value }
special-split = geteilt: { $value ->
        [each] an jeder Trennung
        [last] an der letzten Trennung
       *[housenumber] vor der Hausnummer
    }
special-join = verbunden mit „{ $value }“
special-case = { $value ->
        [upper] GROSS
        [lower] klein
       *[title] Am Wortanfang Groß
    }
special-type = Typ { $value ->
        [text] Text
        [number] Zahl
        [percent] Prozent
        [currency] Währung
        [bool] Ja/Nein
        [instant] Datum/Uhrzeit
        [duration] Dauer
        [list] Stichwörter
       *[int] ganze Zahl
    }
word-values-text = Text
word-values-integer = ganze Zahl
word-values-number = Zahl
word-values-percent = Prozent
word-values-currency = Währung
word-values-duration = Dauer
word-values-yes-no = Ja/Nein
word-values-date = Datum
word-values-time = Zeitpunkt
word-values-keywords = Liste
word-values-bytes = Rohdaten
