-- Mails, appointments, tasks; contents of attachments; who has to do with which e-mail address.
--
-- Points in time among the fields are tenths of microseconds since 1970 in UTC, as Outlook has
-- them; NULL where there is none. Names that are words of SQL are quoted.

-- Internal numbers are those of one sequence for all kinds.
UPDATE counter SET name = 'record' WHERE name = 'address';
INSERT INTO counter (name, next) VALUES ('content', 1);

CREATE TABLE mail (
    id            {key},
    version       {int} NOT NULL,
    created_at    {time} NOT NULL,
    changed_at    {time} NOT NULL,
    deleted_at    {time},
    message_no    {text} NOT NULL,
    -- What is compared and sorted; made from the fields below.
    number_key    {text},
    number_sort   {text} NOT NULL,
    sort_key      {text} NOT NULL,
    -- When it was received, else sent; the smallest number for neither.
    date_key      {time} NOT NULL,
    from_key      {text} NOT NULL,
    identity_key  {bytes},
    -- Bytes of texts and attachments.
    size          {int},
    -- The fields; large ones are the last.
    folder        {text} NOT NULL,
    message_class {text} NOT NULL,
    subject       {text} NOT NULL,
    "from"        {text} NOT NULL,
    sender        {text} NOT NULL,
    reply_to      {text} NOT NULL,
    "to"          {text} NOT NULL,
    cc            {text} NOT NULL,
    bcc           {text} NOT NULL,
    sent_at       {time},
    received_at   {time},
    "read"        {bool},
    draft         {bool},
    importance    {text} NOT NULL,
    sensitivity   {text} NOT NULL,
    flag          {text} NOT NULL,
    categories    {text} NOT NULL,
    message_id    {text} NOT NULL,
    in_reply_to   {text} NOT NULL,
    attachments   {text} NOT NULL,
    headers       {text} NOT NULL,
    body_text     {text} NOT NULL,
    body_html     {text} NOT NULL,
    body_rtf      {text} NOT NULL
) {strict};

CREATE UNIQUE INDEX mail_number_key ON mail (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX mail_number_sort ON mail (number_sort);
CREATE INDEX mail_sort_key ON mail (sort_key);
CREATE INDEX mail_changed_at ON mail (changed_at);
CREATE INDEX mail_deleted_at ON mail (deleted_at) WHERE deleted_at IS NOT NULL;
-- Also for counting, without reading the records.
CREATE INDEX mail_date_key ON mail (date_key) WHERE deleted_at IS NULL;
CREATE INDEX mail_identity_key ON mail (identity_key) WHERE identity_key IS NOT NULL;

CREATE TABLE appointment (
    id               {key},
    version          {int} NOT NULL,
    created_at       {time} NOT NULL,
    changed_at       {time} NOT NULL,
    deleted_at       {time},
    appointment_no   {text} NOT NULL,
    number_key       {text},
    number_sort      {text} NOT NULL,
    sort_key         {text} NOT NULL,
    identity_key     {bytes},
    subject          {text} NOT NULL,
    location         {text} NOT NULL,
    -- A date (2024-05-03), or a point in time (2024-05-03T08:00:00Z).
    start            {text} NOT NULL,
    "end"            {text} NOT NULL,
    all_day          {bool},
    time_zone        {text} NOT NULL,
    recurrence       {text} NOT NULL,
    busy             {text} NOT NULL,
    label            {int},
    reminder_minutes {int},
    organizer        {text} NOT NULL,
    attendees        {text} NOT NULL,
    meeting_state    {int},
    response         {text} NOT NULL,
    priority         {text} NOT NULL,
    categories       {text} NOT NULL,
    private          {bool},
    uid              {text} NOT NULL,
    billing          {text} NOT NULL,
    mileage          {text} NOT NULL,
    companies        {text} NOT NULL,
    contacts         {text} NOT NULL,
    notes            {text} NOT NULL
) {strict};

CREATE UNIQUE INDEX appointment_number_key ON appointment (number_key)
    WHERE number_key IS NOT NULL;
CREATE INDEX appointment_number_sort ON appointment (number_sort);
CREATE INDEX appointment_sort_key ON appointment (sort_key);
CREATE INDEX appointment_changed_at ON appointment (changed_at);
CREATE INDEX appointment_deleted_at ON appointment (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX appointment_start ON appointment (start) WHERE deleted_at IS NULL;
CREATE INDEX appointment_identity_key ON appointment (identity_key)
    WHERE identity_key IS NOT NULL;

CREATE TABLE task (
    id                {key},
    version           {int} NOT NULL,
    created_at        {time} NOT NULL,
    changed_at        {time} NOT NULL,
    deleted_at        {time},
    task_no           {text} NOT NULL,
    number_key        {text},
    number_sort       {text} NOT NULL,
    sort_key          {text} NOT NULL,
    -- The day it is due, and the priority.
    due_key           {text} NOT NULL,
    subject           {text} NOT NULL,
    start_date        {text} NOT NULL,
    due_date          {text} NOT NULL,
    completed_date    {text} NOT NULL,
    status            {text} NOT NULL,
    percent           {int},
    priority          {text} NOT NULL,
    owner             {text} NOT NULL,
    reminder_at       {time},
    recurrence        {text} NOT NULL,
    estimated_minutes {int},
    actual_minutes    {int},
    categories        {text} NOT NULL,
    private           {bool},
    role              {text} NOT NULL,
    team_task         {bool},
    billing           {text} NOT NULL,
    mileage           {text} NOT NULL,
    companies         {text} NOT NULL,
    contacts          {text} NOT NULL,
    notes             {text} NOT NULL
) {strict};

CREATE UNIQUE INDEX task_number_key ON task (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX task_number_sort ON task (number_sort);
CREATE INDEX task_sort_key ON task (sort_key);
CREATE INDEX task_changed_at ON task (changed_at);
CREATE INDEX task_deleted_at ON task (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_due_key ON task (due_key) WHERE deleted_at IS NULL;
CREATE INDEX task_due_date ON task (due_date);

-- What is attached to mails, each content once. Its chunks are written before it: the transaction
-- keeps both or none.
CREATE TABLE content (
    id   {key},
    hash {bytes} NOT NULL UNIQUE,
    size {int} NOT NULL
) {strict};

CREATE TABLE content_chunk (
    content {int} NOT NULL,
    place   {int} NOT NULL,
    bytes   {bytes} NOT NULL,
    PRIMARY KEY (content, place)
) {strict};

CREATE TABLE correspondent (
    email_key {text} NOT NULL,
    kind      {text} NOT NULL,
    record    {int} NOT NULL,
    PRIMARY KEY (email_key, kind, record)
) {strict, by its key};
