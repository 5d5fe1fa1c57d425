-- The laws that compare rows: each gives page_id, the code point where, and what is wrong there. `row` is a row's place in its table.

-- parents exist
select distinct page_id, 0 as at, 'speeches has rows of a page that pages has not' as detail from speeches anti join pages using (page_id)
union all select distinct page_id, 0, 'sections has rows of a page that pages has not' from sections anti join pages using (page_id)
union all select distinct page_id, 0, 'spans has rows of a page that pages has not' from spans anti join pages using (page_id)
union all select distinct page_id, 0, 'turns has rows of a page that pages has not' from turns anti join pages using (page_id)
union all select distinct page_id, 0, 'personal has rows of a page that pages has not' from personal anti join pages using (page_id)
union all select page_id, start, format('a span of {}, which is not there', speech_id)
  from spans anti join speeches using (page_id, speech_id) where speech_id is not null
union all select page_id, start, format('a turn of {}, which is not there', speech_id) from turns anti join speeches using (page_id, speech_id)
union all select page_id, start, format('a span of {}, which is not in {}', section_id, coalesce(speech_id, 'a speech'))
  from spans s where section_id is not null
  and not exists (select 1 from sections o where o.page_id = s.page_id and o.section_id = s.section_id and o.speech_id = s.speech_id)
union all select s.page_id, s.start, format('{} is in {}, which is not before it', s.section_id, owner) from owned s where s.above is null;

-- conservation
with placed as (select *, lag("end", 1, 0) over (partition by page_id order by row) as position from spans)
select page_id, position as at, format('a span is [{}, {}), expected one from {}', start, "end", position) as detail
  from placed where start != position or "end" <= start
union all select page_id, last, format('the spans end at {}, the page at {}', last, n_chars)
  from (select page_id, any_value(n_chars) as n_chars, coalesce(max("end"), 0) as last from pages left join spans using (page_id) group by page_id)
  where last != n_chars;

-- siblings are apart
select page_id, start as at, format('{} is [{}, {})', speech_id, start, "end") as detail
  from (select *, lag("end", 1, 0) over (partition by page_id order by row) as reach from speeches) join pages using (page_id)
  where start < reach or "end" > pages.n_chars
union all select page_id, start, format('{} begins before its sibling ends', section_id) from owned where start < reach;

-- parents contain
select page_id, start as at, format('{} reaches out of {}', section_id, owner) as detail
  from owned where not (above.start <= start and start < "end" and "end" <= above.end)
union all select page_id, start, format('{} has depth {} in depth {}', section_id, depth, above.depth) from owned where depth != above.depth + 1;

-- heading paths
select s.page_id, s.start as at, format('{} has the path {}', s.section_id, s.heading_path::varchar) as detail
  from sections s left join sections o on o.page_id = s.page_id and o.section_id = s.parent_id
  where s.heading_path != list_append(coalesce(o.heading_path, []::varchar[]), coalesce(s.heading, ''));

-- counts balance
select page_id, 0 as at, format('n_speeches is {}, found {}', n_speeches, found) as detail
  from (select page_id, any_value(n_speeches) as n_speeches, count(speech_id) as found from pages left join speeches using (page_id) group by page_id)
  where n_speeches != found
union all select page_id, start, format('{} has ordinal {}', section_id, ordinal)
  from (select *, row_number() over (partition by page_id, speech_id order by row) as position from sections) where ordinal != position
union all select page_id, start, format('{} has ordinal {}, expected {}', speech_id, ordinal, position)
  from (select *, row_number() over (partition by page_id order by row) as position from speeches) where ordinal != position
union all select page_id, start, format('{} has n_sections {}, found {}', speech_id, n_sections, found)
  from (select p.page_id, p.start, p.speech_id, p.n_sections, count(s.section_id) as found
        from speeches p left join sections s using (page_id, speech_id) group by all) where n_sections != found;

-- one split a page
select r.page_id, r.start as at, format('a record is of {}, its page of {}', r.split, p.split) as detail
  from (select page_id, start, split from speeches union all select page_id, start, split from sections
        union all select page_id, start, split from turns) r join pages p using (page_id) where r.split != p.split;

-- turns
select page_id, start as at, format('{} is turn {} in [{}, {})', turn_id, ordinal, start, "end") as detail
  from (select t.*, p.start as first, row_number() over run as position, coalesce(lead(t.start) over run, p.end) as following
        from turns t join speeches p using (page_id, speech_id) window run as (partition by page_id, speech_id order by t.row))
  where ordinal != position or "end" != following or start < first;
