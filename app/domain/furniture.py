"""What on a page is furniture and no content: navigation, banners, share boxes, source lists, date lines, forms.

Each kind has a name for people, which the warnings and notes use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_TAG = {
    "nav": "navigation",
    "footer": "page footer",
    "aside": "sidebar",
    "form": "form",
    "figcaption": "figure caption",
    "menu": "navigation",
}
_BY_ROLE = {
    "navigation": "navigation",
    "search": "form",
    "contentinfo": "page footer",
    "complementary": "sidebar",
    "menu": "navigation",
    "menubar": "navigation",
}
_BY_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?P<navigation>breadcrumbs?|crumbs?|skip-?nav|skip-?link|skip-?to\S*|pagination|pager|navbar|"
    r"site-?nav|"
    r"(?:main-?|nav-?)?menu|nav(?:igation)?|back-?to-?top|post-?navigation|toc|table-of-contents)|(?P<share>share|"
    r"sharing|teilen|partager?|compartir|compartilhar|partilhar|sharedaddy|social|addthis|addtoany)|"
    r"(?P<comments>comments?(?:-?(?:list|area|thread|section))?|disqus\S*|comment-respond|comment-form|respond|commentform)|(?P<sidebar>sidebar|related(?:-(?:links|"
    r"content|posts|pages|items))?|see-?also)|(?P<banner>usa-banner|gov-banner|cookie\S*|site-?header|masthead|"
    r"region-header|(?:site|block)-?(?:slogan|branding))|"
    r"(?P<footer>site-?footer|page-?footer|(?<!card[-_])(?<!panel[-_])(?<!item[-_])(?<!box[-_])(?<!answer[-_])footer|"
    r"(?:update|version|page|publication)-?(?:update-?)?history|published-dates|author-?box)|"
    r"(?P<advertisement>ad-?(?:slot|unit|container|wrapper|banner)|adsbygoogle|advert(?:s|isements?|ising)?)|(?P<form>newsletter|subscribe|(?:page-?)?feedback|survey|"
    r"rate|(?:page|star|user|reader)s?[-_]?ratings?|ratings?[-_](?:form|widget|stars?)))(?:$|[\s_-])",
    re.IGNORECASE,
)
_CLASS_NAMES = {
    "navigation": "navigation",
    "share": "share box",
    "comments": "comment form",
    "sidebar": "sidebar",
    "banner": "banner",
    "footer": "page footer",
    "form": "form",
    "advertisement": "advertisement",
}

# A block that opens so is furniture, and so is what follows it up to the next label or heading.
_ENDINGS = (
    (
        "list of sources",
        (
            r"(?:(?:useful |helpful |official |key |our |more |related |additional |external )?"
            r"(?:sources?|links?|resources|downloads?|pages|topics|articles|documents|publications)|"
            r"references?|citations?|footnotes?|endnotes?|works cited|further (?:reading|pages|information)|fuentes?|"
            r"referencias|références|quellen?|einzelnachweise|fu(?:ß|ss)noten|fontes?|referências|recursos|"
            r"learn more|read more|see also|related (?:content|information|news|stories)|(?:en )?savoir plus|en "
            r"lire plus|"
            r"à lire aussi|voir aussi|liens utiles|pour aller plus loin|siehe auch|weitere (?:seiten|themen|links|"
            r"artikel|"
            r"informationen)|mehr zum thema|weiterführende links|véase también|ver también|más información|"
            r"enlaces (?:útiles|relacionados|de interés)|veja também|leia também|saiba mais|ligações úteis)\s?:?\s?$"
        ),
    ),
    (
        "list of sources",
        (
            r"(?:(?:official |further |related )?(?:sources?|references?|links|pages|topics|publications)|fuentes?|"
            r"quellen?|"
            r"fontes?|références|see also|siehe auch|voir aussi|à lire aussi|véase también|ver también|veja também|"
            r"leia também|further reading|weitere (?:seiten|themen|links)|learn more|read more|more information|"
            r"mehr erfahren|mehr dazu|weiterlesen|más información|en savoir plus|saiba mais|leia mais)\s?[::]"
        ),
    ),
    ("list of sources", r"(?:\[\^?\d{1,3}\]:?|\[\^[\w-]{1,20}\]:|[¹²³⁴⁵⁶⁷⁸⁹†‡]{1,2})\s?(?=\S)"),
    (
        "comment form",
        (
            r"(?:leave a (?:reply|comment)|post a comment|add a comment|comments? \(\d|\d+ comments?\b|comments\s?$|"
            r"join the (?:conversation|discussion)|deja (?:un comentario|una respuesta)|laisser un commentaire|"
            r"schreibe? einen kommentar|deixe um comentário|fill in your details below|your email address will not)"
        ),
    ),
    (
        "share box",
        (
            r"(?:share (?:this|on|via)\b|share\s?:?\s?$|tweet\s?$|facebook\s?$|follow us\b|(?:e-?mail|print) this\b|"
            r"print\s?$|(?:compartir|partager|teilen|partilhar|compartilhar|imprimir|imprimer|drucken)\b.{0,30}$|"
            r"(?:diese[nrs]? )?(?:seite|beitrag|artikel|inhalt|meldung) (?:drucken|teilen|empfehlen)|"
            r"síganos|suivez-nous|folgen sie uns|siga-nos)"
        ),
    ),
    (
        "page footer",
        (
            r"(?:back to (?:top|the top|list|index|overview)|return to top|top of page|page last|©|"
            r"\(c\)\s(?:[\w’'-]+\s){0,5}?\d{4}\b|"
            r"copyright \W?\d|"
            r"(?:(?:this |the )?(?:page|content|article|information|text|leaflet|fact ?sheet|document)\s)?(?:was |is )?"
            r"(?:last |first |originally )(?:updated|reviewed|modified|revised|changed|edited|checked|published)\b|"
            r"(?:page|content|fact ?sheet) (?:updated|reviewed|modified|revised|maintained|owner|id|created)\b|"
            r"(?:date )(?:last )?(?:updated|reviewed|modified)|(?:updated|revised|reviewed)\s?:|next review\b|"
            r"privacy (?:policy|notice)|terms of use|site ?map\b|accessibility(?: statement)?\s?$|all rights reserved|"
            r"###|-30-|tags?\s?:|filed under|posted (?:in|by|on|under)\b|published (?:in|by|under)\b|"
            r"printed (?:in|by|on)\b|categor(?:y|ies)\s?:|topics?\s?:|previous (?:post|page|article)|"
            r"next (?:post|page|article)|contact (?:us|information)\s?:?\s?$|about (?:us|this page)\s?$|subscribe\b|"
            r"sign up for\b|stay (?:informed|connected|up to date)\b|you may also (?:like|be interested)|"
            r"(?:media|press) (?:contacts?|office|desk|enquiries|inquiries)\b.{0,3}(?:$|[:|,–—-])|"
            r"(?:media|press) contacts?\b|(?:tel|telephone|phone|fax|e-?mail|hotline|contact)\.?\s?:|"
            r"(?:form|publication|document|leaflet|brochure) (?:no\.?|number|control|[A-Z]{0,4}-?\d)|page \d+ of \d+|"
            r"isbn\b|issn\b|not for sale|volver arriba|(?:retour en )?haut de (?:la )?page|nach oben|voltar ao topo|"
            r"zum seitenanfang|(?:última|fecha de) (?:actualización|modificación|revisión)|actualizad[oa] (?:el|en)\b|"
            r"(?:dernière|date de) (?:mise à jour|modification|révision)|mise? à jour\b|page mise à jour|stand\s?:|"
            r"(?:letzte|zuletzt) (?:änderung|aktualisier|geändert|überarbeitet|geprüft)\w*|"
            r"(?:última|data de) (?:atualização|modificação|revisão)|atualizad[oa] em\b|impressum\b|datenschutz\b|"
            r"kontakt\s?(?:$|[:|])|herausgeber\b|mentions légales|plan du site|contacto?\s?(?:$|[:|])|aviso legal|"
            r"mapa (?:web|do site|del sitio)|política de privacid|todos (?:los derechos|os direitos)|"
            r"tous droits réservés|alle rechte vorbehalten)"
        ),
    ),
    (
        "advertisement",
        (r"(?:advertisement|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|publicidade)\W?$"),
    ),
    (
        "correction of the page",
        (
            r"(?:corrections?|clarifications?|editor[’']s note|corrección|correction|berichtigung|korrektur|"
            r"correção)\b[^:.\n]{0,40}\b\d{4}\)?\s?[::]"
        ),
    ),
    (
        "page footer",
        r"(?:updates to this page|(?:page|document|version|update|change) history|change ?log|read next)\s?:?$",
    ),
    (
        "closing of the letter",
        (
            r"(?:(?:with )?(?:kind|best|warm) regards|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|"
            r"mit freundlichen grüßen|(?:bien )?cordialement|atentamente|un saludo|atenciosamente)\b.{0,20}$"
        ),
    ),
    (
        "page footer",  # asks for the reader's questions, or what the reader thinks of the page
        (
            r"(?:(?:do )?(?:you )?(?:still )?(?:have|got) (?:a |any |more |other |further |another |additional )?"
            r"(?:questions?|comments?|rumou?rs?|myths?)\b.{0,30}\?|(?:any |more |other |further )?questions\s?\?|"
            r"(?:still )?need (?:more |further )?(?:help|information|assistance)\s?\?|"
            r"(?:did(?:n['’]t| not)|can['’]t|could(?:n['’]t| not)) (?:you )?find\b|heard (?:another|a|any) "
            r"(?:rumou?r|myth)\b|"
            r"(?:haben sie )?(?:noch |weitere ){1,2}fragen|\W?(?:tiene|tienes|quedan) (?:más |otras |alguna "
            r")?(?:preguntas?|dudas?)|"
            r"(?:vous avez )?(?:encore |d['’]autres )(?:des )?questions|ainda tem (?:dúvidas|perguntas)|mais "
            r"perguntas)|"
            r"(?:rate (?:this|our) \w+|(?:was|is) (?:this|our|the) (?:page|(?:fact)?sheet|article|information|"
            r"content|leaflet|"
            r"answer|site|website|guide|notice)\b.{0,40}\b(?:help\w*|useful|clear)\b|"
            r"did (?:you find|this (?:page|article|answer|information)|we)\b.{0,50}\b(?:help\w*|looking for|"
            r"need(?:ed)?|"
            r"answer|useful)\b|help us improve|give (?:us )?feedback|report (?:a|an) (?:problem|error|issue) "
            r"(?:with|on) this|"
            r"how (?:would you rate|useful was)|war (?:diese|dieser|dieses|die)\b.{0,40}\b(?:hilfreich|nützlich)|"
            r"haben sie (?:gefunden|die gesuchte)|seite bewerten|\W?(?:le|te) (?:resultó|ha resultado|fue|ha sido) "
            r"útil|"
            r"\W?(?:esta|la) (?:página|información) (?:le |te )?(?:fue|resultó|ha sido|foi|é) útil|"
            r"\W?(?:fue|le fue) útil esta|\W?encontr(?:ó|ou) lo? que|"
            r"cette page vous a|ces informations vous ont|avez-vous trouvé|"
            r"esta (?:página|informação) foi (?:útil|relevante)|avalie esta|califique esta|notez cette)"
        ),
    ),
)
_COMMENTS = re.compile(  # their number says that readers wrote what follows
    r"(?:comments?|comentarios?|commentaires?|kommentare?|comentários?)\s?\(\d{1,5}\)\s?:?$|"
    r"\d{1,5} (?:comments?|comentarios?|commentaires?|kommentare?|comentários?)\s?:?$",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"(?:#\s?){3,6}$|-\s?(?:30|ends?)\s?-$", re.IGNORECASE)  # as press releases end
_ENDING = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _ENDINGS]
_BANNER = re.compile(
    r"(?:skip to (?:main )?content|skip header|skip navigation|u\.?s\.? flag|an official (?:web)?site of|"
    r"(?:the )?official websites? (?:use|of)|here(?:’|')?s how you know|how (?:do )?you (?:can )?(?:know|tell)\s?\??$|"
    r"secure \.?\w+ websites|secure websites use|this (?:is an official|site is secure)|"
    r"(?:\w+ )?government website\s?$|safely connect using|a lock \(|archived content\s?$|"
    r"in an effort to keep .{3,60} current, the archive|menu\s?$|"
    r"a \.\w+ website belongs|home\s?$|search\s?$|(?:un|el) sitio (?:web )?oficial d|"
    r"así es como (?:usted )?(?:puede|lo sabe|sabe)|así (?:lo )?puede(?:s)? (?:saber|verificar)|cómo (?:lo )?sabe|"
    r"(?:un|le) site (?:web )?officiel d|comment (?:le savoir|savoir|reconnaître)|(?:un site|ce site) .{0,20}gouv|"
    r"(?:eine|die) offizielle (?:web)?seite|eine offizielle website|so erkennen sie|woran (?:sie|man) .{0,30}erkenn|"
    r"(?:um|o) s[íi]t(?:io|e) oficial d|(?:veja|saiba) como (?:identificar|reconhecer)|como (?:saber|"
    r"identificar)\s?\??$|"
    r"(?:saltar|ir) al contenido|aller au contenu|zum (?:haupt)?inhalt|(?:saltar|ir) para o conteúdo|"
    r"we use cookies|this (?:web)?site uses cookies|skip to\b)",
    re.IGNORECASE,
)
_CONTROL = re.compile(  # what turns a card or opens an answer
    r"\W{0,3}(?:(?:flip|turn)(?: (?:the|this|over|me|card|tile))*(?: (?:for|to|and)(?: [\w’']+){1,4})?|"
    r"(?:click|tap|press|hover|touch)(?: (?:here|on|over|the|this|card|tile|image|box))* (?:to|for) "
    r"(?:reveal|see|flip|read|expand|open|show|view|turn|find|the)\b(?: [\w’']+){0,5}|"
    r"(?:show|see|view|reveal|check)(?: me)?(?: the| our)? (?:answer|facts?|truth|reality|response)|"
    r"(?:(?:haga |haz )?clic|pulse|toque|clique|toque)(?: aquí| aqui)? (?:para|sobre)(?: [\w’']+){1,4}|"
    r"(?:ver|mostrar|revelar)(?: la| a)? (?:respuesta|realidad|verdad|resposta|realidade|verdade)|"
    r"cliquez(?: ici)? (?:pour|sur)(?: [\w’']+){1,4}|(?:voir|afficher|révéler) la (?:réponse|réalité|vérité)|"
    r"retourne[rz] la carte|karte (?:um)?drehen|(?:zur|die) (?:antwort|wahrheit|auflösung)|"
    r"(?:antwort|auflösung|lösung) (?:an)?zeigen)\W{0,3}",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"[^|›»>/\n]{1,40}(?:\s[|›»>]\s[^|›»>\n]{1,40}){2,20}$")
_MENU = re.compile(r"(?:[^:·|•/\n]{1,40}:\s)?[^·|•\n.!?]{1,40}(?:\s?[·|•]\s?[^·|•\n.!?]{1,40}){2,20}$")
_DATE_LINE = re.compile(
    r"(?:(?:last |page |first )?(?:updated|posted|published|reviewed|modified|revised|added|date|as of|checked|"
    r"released|actualizado|publicado|publié|mis à jour|veröffentlicht|aktualisiert|atualizado)\b"
    r"(?: on| el| le| am| em)?\s?:?\s?)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?),?\s(?:(?:den|le|el)\s)?",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 60


def html_furniture(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Name the furniture that an element is by its tag, role, class or id, or return ""."""
    by_role = _BY_ROLE.get((attributes.get("role") or "").lower())
    if tag in _BY_TAG or by_role:
        return _BY_TAG.get(tag) or by_role or ""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    match = _BY_CLASS.search(names)
    return _CLASS_NAMES[match.lastgroup or "form"] if match else ""


def ending(text: str) -> str | None:
    """Name the furniture that begins with this block and ends what stands above it, or None."""
    if _END_MARK.match(text):
        return "page footer"
    stripped = text.lstrip(" *_#•-↑⬆▲△^⇧→›»")
    if is_date_line(stripped):
        return "date line"
    if _MENU.match(stripped):
        return "navigation"
    return next((name for name, pattern in _ENDING if pattern.match(stripped)), None)


def is_banner(text: str) -> bool:
    """Whether a block is a site's banner or navigation, by its words."""
    return bool(_BANNER.match(text) or (_CRUMBS.match(text) and not find_dates(text)))


def opens_comments(text: str) -> bool:
    """Whether a line heads what readers wrote under the page: "3 comments:"."""
    return _COMMENTS.match(text) is not None


def is_control(text: str) -> bool:
    """Whether a block only says how a card is turned or an answer opened ("Flip for fact")."""
    return _CONTROL.fullmatch(text) is not None


def is_date_line(text: str) -> bool:
    """Whether a block is nothing but a date, with or without a word like "Updated"."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    rest = text[_DATE_LINE.match(text).end() :]  # type: ignore[union-attr]  # every part of it is optional
    weekday = _WEEKDAY.match(rest)
    rest = rest[weekday.end() :] if weekday else rest
    dates = find_dates(rest)
    return bool(dates) and dates[0].range[0] == 0 and not rest[dates[0].range[1] :].strip(" .)")
