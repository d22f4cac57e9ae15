# Befunde der Prüfung einer Datendatei: eine Regel je Zeile (pst::Flaw), wo sie liegen, was daraus folgt.

## Dateikopf
check-client-magic = Der Dateikopf trägt nicht die Kennung von Outlook ({ $found }).
check-version = Die Datei hat eine Version, die Outlook nicht mehr schreibt ({ $found }).
check-client-version = Die Version des Datendienstes ist { $found } statt 19.
check-platform = Die Angaben zur Plattform sind { $create } und { $access } statt 1 und 1.
check-header-checksum = Die Prüfsumme des Dateikopfs stimmt nicht ({ $found } statt { $expected }).
check-header-full-checksum = Die zweite Prüfsumme des Dateikopfs stimmt nicht ({ $found } statt { $expected }); wahrscheinlich wurde ein Schreibvorgang unterbrochen.
check-sentinel = Die Endmarke des Dateikopfs ist { $found } statt 0x80.
check-header-align = Ein Füllfeld des Dateikopfs ist nicht leer ({ $found }).
check-file-short = Die Datei ist unvollständig: { COUNT($file) } von { COUNT($header) } Bytes sind da.
check-file-long = Die Datei ist länger, als ihr Kopf angibt ({ COUNT($file) } statt { COUNT($header) } Bytes).
check-maps-invalid = Die Belegungskarten sind als ungültig markiert ({ $found }): Ein Schreibvorgang wurde unterbrochen, oder die Datei ist sehr alt.
check-maps-old = Die Belegungskarten sind gültig wie in Dateien von Outlook 97 bis 2003.
check-next-page = Die Seite { $page } hat eine Nummer, die erst noch zu vergeben ist (nächste: { $next }).
check-next-block = Der Block { $block } hat eine Nummer, die erst noch zu vergeben ist (nächste: { $next }).
check-node-counter = Der Zähler für Objekte der Art { $kind } steht auf { $counter }, in Gebrauch ist { $used }.
check-subnode-counter = Der Zähler für Unterobjekte der Art { $kind } steht auf { $counter }, in Gebrauch ist { $used }.
check-row-version-ahead = Eine Tabellenzeile hat eine Fassung, die erst noch zu vergeben ist ({ $version }, nächste: { $unique }).

## Seiten
check-page-alignment = Eine Seite ({ $page }) beginnt nicht an einer Seitengrenze.
check-page-outside = Eine Seite ({ $page }) läge außerhalb der Datei.
check-page-type = Wo eine Seite der Art { $page } stehen muss, steht eine andere ({ $found }, { $again }).
check-page-checksum = Die Prüfsumme einer Seite ({ $page }) stimmt nicht.
check-page-signature = Die Signatur einer Seite ({ $page }) ist { $found } statt { $expected }.
check-page-id = Eine Seite ({ $page }) hat die Nummer { $found } statt { $expected }.

## Block- und Objektverzeichnis
check-tree-page-twice = Zwei Einträge im { $page } führen zur selben Seite.
check-tree-level = Eine Seite im { $page } hat die Ebene { $found } statt { $expected }.
check-tree-entry-size = Die Einträge einer Seite im { $page } haben { $found } statt { $expected } Bytes.
check-tree-entry-max = Eine Seite im { $page } nennt { $found } als höchste Zahl ihrer Einträge statt { $expected }.
check-tree-entry-count = Eine Seite im { $page } nennt { COUNT($found) } Einträge; so viele passen nicht hinein.
check-tree-page-empty = Eine Seite im { $page } ist leer.
check-tree-order = Die Einträge im { $page } sind nicht geordnet: { $key } folgt auf { $before }.
check-tree-key-low = Eine Seite im { $page } beginnt mit { $found }, übergeordnet steht { $expected }: Ihr Anfang wird nicht gefunden.
check-tree-key-high = Eine Seite im { $page } beginnt mit { $found }, übergeordnet steht { $expected }.

## Blöcke
check-block-alignment = Der Block beginnt an einer Stelle, an der keiner beginnen darf ({ $offset }).
check-block-size = Der Block soll { COUNT($size) } Bytes haben; das kann keiner.
check-block-outside = Der Block läge außerhalb der Datei ({ $offset }).
check-block-trailer-size = Der Block nennt { COUNT($found) } Bytes, das Verzeichnis { COUNT($expected) }.
check-block-trailer-id = Der Block trägt eine andere Nummer ({ $found }).
check-block-signature = Die Signatur des Blocks ist { $found } statt { $expected }.
check-block-checksum = Die Prüfsumme des Blocks stimmt nicht: Sein Inhalt ist beschädigt.
check-block-reserved-bit = In der Nummer des Blocks ist ein Bit gesetzt, das frei bleiben muss.
check-block-of-object = Ein Teil davon liegt in einem beschädigten Block ({ $block }).
check-block-missing = Der Block { $block } fehlt.
check-block-unreferenced = Der Block wird von nichts gebraucht (Zähler { COUNT($refs) }).
check-refs-low = Der Block wird öfter gebraucht, als er zählt ({ COUNT($refs) } statt { COUNT($expected) }); beim nächsten Löschen ginge er verloren.
check-refs-high = Der Block wird seltener gebraucht, als er zählt ({ COUNT($refs) } statt { COUNT($expected) }).

## Listen von Blöcken
check-xblock-kind = Eine Liste von Blöcken ist keine ({ $kind }, { $level }).
check-xblock-short = Eine Liste von Blöcken ist für { COUNT($entries) } Einträge zu kurz ({ COUNT($size) } Bytes).
check-xblock-long = Eine Liste von Blöcken ist für { COUNT($entries) } Einträge zu lang ({ COUNT($size) } Bytes).
check-xblock-empty = Eine Liste von Blöcken ist leer.
check-xblock-child = Eine Liste von Blöcken der Ebene { $level } führt zu etwas, das nicht darunter gehört ({ $child }).
check-xblock-total = Eine Liste von Blöcken nennt { COUNT($found) } Bytes, es sind { COUNT($expected) }.
check-xblock-not-full = Teil { $leaf } der Daten ist nicht voll ({ COUNT($size) } Bytes), obwohl weitere folgen.
check-data-repeats = Die Daten wiederholen sich ohne Ende.

## Unterobjekte
check-subnode-root = Das Verzeichnis der Unterobjekte ist keines ({ $block }).
check-sblock-kind = Ein Verzeichnis von Unterobjekten ist keines ({ $kind }, { $level }).
check-sblock-short = Ein Verzeichnis von Unterobjekten ist für { COUNT($entries) } Einträge zu kurz ({ COUNT($size) } Bytes).
check-sblock-long = Ein Verzeichnis von Unterobjekten ist für { COUNT($entries) } Einträge zu lang ({ COUNT($size) } Bytes).
check-sblock-empty = Ein Verzeichnis von Unterobjekten ist leer.
check-sblock-order = Unterobjekte sind nicht geordnet: { $key } folgt auf { $before }.
check-sblock-level = Verzeichnisse von Unterobjekten sind zu tief geschachtelt ({ $block }).
check-sblock-key-low = Ein Verzeichnis von Unterobjekten beginnt mit { $found }, übergeordnet steht { $expected }: Sein Anfang wird nicht gefunden.
check-sblock-key-high = Ein Verzeichnis von Unterobjekten beginnt mit { $found }, übergeordnet steht { $expected }.
check-subnode-depth = Unterobjekte enthalten sich selbst oder sind zu tief geschachtelt (Tiefe { $depth }).
check-subnode-loose = Das Unterobjekt { $subnode } gehört zu keiner Eigenschaft.

## Inhalt der Objekte
check-heap-empty = Es hat keinen Inhalt, müsste aber einen haben.
check-heap-short = Block { $block } seines Inhalts ist zu kurz ({ COUNT($size) } Bytes).
check-heap-signature = Sein Inhalt hat nicht die Form, die er haben muss ({ $found }).
check-heap-client = Sein Inhalt ist von anderer Art ({ $found } statt { $expected }).
check-heap-map = Das Inhaltsverzeichnis in Block { $block } läuft über das Ende des Blocks hinaus.
check-heap-items = Das Inhaltsverzeichnis in Block { $block } widerspricht sich.
check-heap-start = Der erste Eintrag in Block { $block } beginnt bei { COUNT($found) } statt bei { COUNT($expected) }.
check-heap-gap = In Block { $block } liegen { COUNT($gap) } Bytes zwischen dem letzten Eintrag und dem Inhaltsverzeichnis.
check-heap-odd = Das Inhaltsverzeichnis in Block { $block } beginnt an einer ungeraden Stelle.
check-heap-not-full = Block { $block } ist nicht voll ({ COUNT($size) } Bytes), obwohl weitere folgen.
check-heap-free = Block { $block } zählt { COUNT($found) } freie Einträge, es sind { COUNT($expected) }.
check-heap-fill = Der Füllstand von Block { $block } ist mit { $found } statt { $expected } vermerkt.
check-heap-item = Ein Wert fehlt ({ $item }).
check-heap-item-free = Ein Wert liegt an einer Stelle, die als frei vermerkt ist ({ $item }).
check-bth-header = Ein Verzeichnis im Inhalt ist keines ({ $item }).
check-bth-sizes = Ein Verzeichnis im Inhalt hat falsche Maße (Schlüssel { $key }, Wert { $value } Bytes).
check-bth-records = Eine Liste im Inhalt ({ $item }) hat { COUNT($size) } Bytes; das ist kein Vielfaches von { $record }.
check-bth-key = Ein Verzeichnis im Inhalt ({ $item }) nennt für einen Teil einen falschen Anfang.
check-bth-order = Ein Verzeichnis im Inhalt ({ $item }) ist nicht geordnet.
check-bth-levels = Ein Verzeichnis im Inhalt hat { $levels } Ebenen; so viele kann es nicht haben.
check-endless = Die Datei verweist auf sich selbst; die Prüfung wurde hier abgebrochen.

## Eigenschaften
check-value-size = Der Wert hat { COUNT($found) } statt { COUNT($expected) } Bytes (Typ { $type_code }).
check-value-missing = Der Wert fehlt (Unterobjekt { $subnode }).
check-value-too-large = Der Wert soll { COUNT($size) } Bytes haben; so groß kann er in dieser Datei nicht sein.
check-object-value = Der Verweis auf ein eingebettetes Objekt hat { COUNT($found) } statt 8 Bytes.
check-object-missing = Das eingebettete Objekt { $subnode } fehlt.
check-text-odd = Ein Text hat eine ungerade Zahl von Bytes ({ COUNT($size) }).
check-type-unknown = Den Datentyp { $type_code } gibt es nicht.
check-multiple-size = Eine Werteliste (Typ { $type_code }) hat { COUNT($size) } Bytes, kein Vielfaches ihrer Werte.
check-multiple-offsets = Eine Werteliste (Typ { $type_code }) mit { COUNT($count) } Werten widerspricht sich.
check-inline-bytes = Neben einem kleinen Wert stehen Reste ({ $value }).
check-wide-text = In einer ANSI-Datei steht ein Unicode-Text.

## Tabellen
check-table-info = Die Beschreibung der Tabelle ist beschädigt.
check-table-info-size = Die Beschreibung der Tabelle hat { COUNT($size) } Bytes für { COUNT($columns) } Spalten.
check-table-groups = Die Einteilung der Tabellenzeilen widerspricht sich.
check-column-order = Die Spalten der Tabelle sind nicht geordnet.
check-table-hid-index = Ein Feld der Tabelle, das leer sein muss, ist es nicht ({ $found }).
check-column-width = Die Spalte ist { $found } statt { $expected } Bytes breit.
check-column-bit = Die Spalte teilt sich ihr Merkmal { $bit } mit einer anderen, oder es liegt außerhalb der Zeile.
check-column-group = Die Spalte liegt bei { $offset } (Breite { $width }) in der falschen Gruppe.
check-column-overlap = Die Spalte überschneidet sich mit einer anderen (bei { $offset }).
check-column-required = Eine Spalte, die jede Tabelle haben muss, fehlt oder steht an der falschen Stelle.
check-index-width = Das Zeilenverzeichnis hat Werte von { $found } statt { $expected } Bytes.
check-index-wide = Das Zeilenverzeichnis hat Werte von vier Bytes wie in Unicode-Dateien.
check-row-count = Die Tabelle hat { COUNT($rows) } Zeilen, ihr Verzeichnis { COUNT($index) }.
check-row-bytes = Die Zeilen haben zusammen { COUNT($size) } Bytes, kein Vielfaches von { $row }.
check-row-missing = Die Zeile { $number } fehlt.
check-row-twice = Die Zeile { $number } steht zweimal im Zeilenverzeichnis.
check-row-id = Die Zeile gehört zu { $found }, nach dem Zeilenverzeichnis zu { $expected }.
check-row-bits = In der Zeile ist nicht vermerkt, dass ihre Nummer oder Fassung da ist.
check-row-version-twice = Zwei Tabellenzeilen haben dieselbe Fassung ({ $version }).
check-recipient-row = Ein Empfänger hat die Zeilennummer 0.

## Besondere Objekte
check-node-required = Das Objekt { $node } fehlt, ohne das sich die Datei nicht lesen lässt.
check-node-special = Das besondere Objekt { $node } fehlt.
check-node-expected = Das besondere Objekt { $node } fehlt; Reparaturprogramme legen es an.
check-table-empty = Die Tabelle ist leer, auch ihre Beschreibung.
check-node-form = Der Inhalt des besonderen Objekts hat nicht die richtige Form.
check-template-column = Der Vorlage fehlt die Spalte { $column }.
check-store-subtree = Der oberste Ordner des Postfachs ist nicht angegeben.
check-store-property = Der Datei fehlt die Eigenschaft { $property }.
check-store-entry-size = Der Verweis auf einen Standardordner hat { COUNT($size) } statt 24 Bytes.
check-store-entry-missing = Einen Standardordner { $node } gibt es nicht.
check-store-entry-key = Der Verweis auf einen Standardordner gehört zu einer anderen Datei.
check-receive-folder = Der Ordner für eingehende Nachrichten ist nicht angegeben oder fehlt.
check-id-map = Das Verzeichnis der Abgleichsnummern nennt { $node }; das gibt es nicht.
check-message-index = Das Element { $node } fehlt im Verzeichnis der Nachrichten.
check-node-index = Die Nummer { $node } ist besonderen Objekten vorbehalten.
check-node-parent = Ein besonderes Objekt gehört zu { $parent }, müsste aber für sich stehen.
check-search-node = Dem Suchordner fehlt das Objekt { $node }.
check-search-list = Der Suchordner fehlt in der Liste der Suchordner.

## Benannte Eigenschaften
check-names-count = Das Verzeichnis der benannten Eigenschaften ist unbrauchbar: Seine Größe fehlt.
check-names-stream = Ein Teil des Verzeichnisses der benannten Eigenschaften ({ $property }) hat { COUNT($size) } Bytes, kein Vielfaches seiner Einträge.
check-name-guid = Eintrag { $entry } der benannten Eigenschaften gehört zu einer Gruppe, die es nicht gibt ({ $guid }).
check-name-text = Der Name in Eintrag { $entry } der benannten Eigenschaften fehlt.
check-name-index-twice = Zwei benannte Eigenschaften haben dieselbe Nummer ({ $index }).
check-name-index = Eintrag { $entry } der benannten Eigenschaften trägt die Nummer { $index }.
check-name-twice = Dieselbe benannte Eigenschaft steht zweimal im Verzeichnis ({ $first }, { $second }).
check-name-bucket = Fach { $bucket } der benannten Eigenschaften enthält nicht, was hineingehört (Einträge: { COUNT($found) }, erwartet: { COUNT($expected) }).
check-name-missing = Die Eigenschaft { $property } wird benutzt, hat aber keinen Namen.

## Ordner
check-parent-missing = Der Ordner { $parent }, zu dem es gehört, fehlt.
check-root-parent = Der Wurzelordner gehört zu { $parent } statt zu sich selbst.
check-folder-table = Dem Ordner fehlt die Tabelle { $table }.
check-table-parent = Die Tabelle gehört zu { $parent }.
check-table-orphan = Die Tabelle gehört zu keinem Ordner.
check-listed-missing = Der Ordner führt { $node } auf; das gibt es nicht.
check-listed-foreign = Der Ordner führt { $node } auf; das gehört zu { $parent }.
check-unlisted = Der Ordner führt { $node } nicht auf, obwohl es zu ihm gehört.
check-unlisted-search = Der Ordner führt den Suchordner { $node } nicht auf.
check-folder-column = Der Tabelle fehlt die Spalte { $column } ihrer Vorlage.
check-folder-count = Die Zahl der Elemente des Ordners ist mit { COUNT($found) } angegeben; richtig ist { COUNT($expected) }.
check-folder-unread = Die Zahl der ungelesenen Elemente des Ordners ist mit { COUNT($found) } angegeben; richtig ist { COUNT($expected) }.
check-folder-subfolders = { $found ->
        [true] Der Ordner gibt an, Unterordner zu haben; er hat keine.
       *[other] Der Ordner gibt an, keine Unterordner zu haben; er hat welche.
    }
check-folder-property = Dem Ordner fehlt die Eigenschaft { $property }.
check-hierarchy-row = Die Zeile in der Ordnertabelle weicht vom Ordner ab.
check-contents-row = Die Zeile in der Elementtabelle weicht vom Element ab.
check-contents-cell = Die Zeile in der Elementtabelle zeigt eine Eigenschaft, die das Element nicht hat, oder umgekehrt.

## Elemente
check-item-class = Dem Element fehlt seine Art.
check-item-property = Dem Element fehlt die Eigenschaft { $property }.
check-item-recipients = Der Nachricht fehlt die Empfängertabelle.
check-item-attachments = Die Anlagentabelle nennt andere Anlagen, als da sind (in der Tabelle { COUNT($table) }, vorhanden { COUNT($attachments) }).
check-attachment-table = { $attachments ->
        [one] Es gibt eine Anlage, aber keine Anlagentabelle.
       *[other] Es gibt { COUNT($attachments) } Anlagen, aber keine Anlagentabelle.
    }
check-item-has-attachments = { $flag ->
        [true] Das Element gibt an, Anlagen zu haben; es hat keine.
       *[other] Das Element gibt an, keine Anlagen zu haben; es hat welche.
    }
check-item-associated = { $flag ->
        [true] Das Element gibt an, ein verborgenes zu sein; es ist keines.
       *[other] Das Element gibt nicht an, dass es ein verborgenes ist.
    }
check-item-submitted = Die Nachricht gilt als abgeschickt, die Zeit dafür fehlt.
check-item-size = Das Element gibt seine Größe mit { COUNT($found) } Bytes an, es sind { COUNT($expected) }.
check-item-empty-list = Eine leere Empfängerliste ist gespeichert ({ $property }).
check-item-list = Eine Empfängerliste ({ $property }) weicht von der Empfängertabelle ab.
check-attachment-method = Der Anlage fehlt die Angabe, wie sie gespeichert ist.
check-attachment-data = Der Anlage fehlt ihr Inhalt (Art { $method }).
check-attachment-size-missing = Der Anlage fehlt die Angabe ihrer Größe.
check-attachment-size = Die Anlage gibt ihre Größe mit { COUNT($found) } Bytes an, es sind { COUNT($expected) }.
check-attachment-position = Der Anlage fehlt die Angabe ihrer Stelle im Text.
check-attachment-object = Das eingebettete Objekt ist mit { COUNT($found) } statt { COUNT($expected) } Bytes angegeben.
check-attachment-row = Die Zeile in der Anlagentabelle weicht von der Anlage ab.

## Belegungskarten
check-overlap = Hier liegt schon etwas anderes ({ $offset }).
check-region-border = Es liegt über der Grenze zweier Bereiche ({ $offset }).
check-no-maps = Die Datei endet nach ihrem Kopf vor der ersten Belegungskarte ({ $eof }).
check-amap-last = Die letzte Belegungskarte ist mit { $found } statt { $expected } angegeben.
check-region-end = Die Datei endet { COUNT($over) } Bytes hinter einer Bereichsgrenze.
check-unmapped = Es liegt, wo keine Belegungskarte hinreicht ({ $offset }).
check-used-free = { COUNT($bytes) } belegte Bytes (ab { $first }) sind als frei vermerkt; der nächste Schreibvorgang würde sie zerstören.
check-used-free-invalid = { COUNT($bytes) } belegte Bytes (ab { $first }) sind in den ungültigen Belegungskarten als frei vermerkt.
check-lost-space = { COUNT($bytes) } Bytes (ab { $first }) sind als belegt vermerkt, aber ungenutzt.
check-free-count = Der freie Platz ist mit { COUNT($found) } statt { COUNT($expected) } Bytes angegeben.
check-free-count-invalid = Der freie Platz ist mit { COUNT($found) } Bytes angegeben, die ungültigen Belegungskarten sagen { COUNT($expected) }.
check-pmap-free = Die Datei verteilt Seiten noch über Seitenkarten wie Outlook bis 2003 ({ COUNT($found) } Bytes).
check-pmap-count = Der freie Platz der Seitenkarten ist mit { COUNT($found) } statt { COUNT($expected) } Bytes angegeben.
check-fmap-low = Für Bereich { $region } sind { COUNT($found) } freie Plätze am Stück vermerkt, es sind { COUNT($expected) }.
check-dlist-region = Die Liste freier Bereiche nennt Bereich { $region }; es gibt { COUNT($regions) }.
check-dlist-free = Die Liste freier Bereiche nennt für Bereich { $region } { COUNT($found) } freie Plätze, es sind { COUNT($expected) }.

## Wo
check-at-header = Dateikopf
check-at-page = Seite bei { $id }
check-at-block = Block { $id }
check-at-property = Eigenschaft { $id }
check-at-column = Spalte { $id }
check-at-heap-item = Eintrag { $id }
check-at-names = benannte Eigenschaften
check-at-maps = Belegungskarten
check-at-object = { $object } { $id }
check-at-row = Zeile { $id }
check-named = { $place } ({ $name })

word-object-store = Postfach
word-object-names = Verzeichnis der benannten Eigenschaften
word-object-folder = Ordner
word-object-search-folder = Suchordner
word-object-item = Element
word-object-hidden-item = Verborgenes Element
word-object-attachment = Anlage
word-object-hierarchy = Ordnertabelle
word-object-contents = Elementtabelle
word-object-hidden-contents = Tabelle verborgener Elemente
word-object-search-contents = Suchergebnis
word-object-attachments = Anlagentabelle
word-object-recipients = Empfängertabelle
word-object-template = Vorlage
word-object-subobject = Unterobjekt
word-object-other = Objekt

word-page-BBT = Blockverzeichnis
word-page-NBT = Objektverzeichnis
word-page-AMap = Belegungskarte
word-page-PMap = Seitenkarte
word-page-FMap = Freikarte
word-page-FPMap = Karte freier Seiten
word-page-DList = Liste freier Bereiche

## Bericht
check-contents-label = Inhalt
check-contents = { $items ->
        [one] ein Element
       *[other] { COUNT($items) } Elemente
    }{ $hidden ->
        [0] {""}
        [one] {" "}und ein verborgenes
       *[other] {" "}und { COUNT($hidden) } verborgene
    } in { $folders ->
        [one] einem Ordner
       *[other] { COUNT($folders) } Ordnern
    }
check-parts-label = Aufbau
check-parts = { COUNT($pages) } Seiten, { COUNT($blocks) } Blöcke, { COUNT($nodes) } Objekte, { COUNT($subnodes) } Unterobjekte
check-free-label = Freier Platz
check-free = { COUNT($free) } Bytes{ $idle ->
        [0] {""}
       *[other] ; weitere { COUNT($idle) } Bytes liegen brach
    }
check-errors = { $count ->
        [one] Ein Fehler:
       *[other] { COUNT($count) } Fehler:
    }
check-warnings = { $count ->
        [one] Eine Warnung:
       *[other] { COUNT($count) } Warnungen:
    }
check-more = { $count ->
        [one] … und noch einmal dasselbe an anderer Stelle
       *[other] … und { COUNT($count) } weitere dieser Art
    }
check-more-hint = Mit --verbose werden alle gezeigt.
check-left-out = { $count ->
        [one] Ein weiterer Befund einer Art, die sehr oft vorkommt, ist nicht aufgeführt.
       *[other] { COUNT($count) } weitere Befunde von Arten, die sehr oft vorkommen, sind nicht aufgeführt.
    }
check-clean = Die Datei ist in Ordnung: keine Befunde.
check-sound = Die Datei ist in Ordnung: keine Fehler. Die Warnungen nennen Auffälligkeiten, mit denen Outlook und andere Programme zurechtkommen; zu tun ist nichts.
check-broken = Die Datei ist beschädigt.
    .do = Schließen Sie Outlook; „gleichstand pst repair DATEI“ macht eine reparierte Kopie, die Datei selbst bleibt, wie sie ist.
progress-check = Prüfen
