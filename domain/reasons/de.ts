import type { ReasonTexts } from './reason.ts';

/** Reasons in German. */
export const de: ReasonTexts = {
  similar_visits:
    'In {visits, plural, one {# aktuellen Besuch} other {# aktuellen Besuchen}} zusammen mit {product} gewählt',
  from_visit: 'Aus Ihrem Besuch',
  chosen_in_visits: 'In {visits, plural, one {# ähnlichen Besuch} other {# ähnlichen Besuchen}} gewählt',
  chosen_in_visits_with:
    'In {visits, plural, one {# ähnlichen Besuch} other {# ähnlichen Besuchen}} gewählt, auch dort ging es um {product}',
  chosen_by_shoppers: 'Von {shoppers, plural, one {# Person} other {# Personen}} mit ähnlichem Geschmack gewählt',
  chosen_by_shoppers_with:
    'Von {shoppers, plural, one {# Person gewählt, der} other {# Personen gewählt, denen}} auch {product} gefiel',
  similar_words: 'Ähnlich wie {product}: {terms, list}',
  same_category: 'In derselben Kategorie wie {product}',
  similar_product: 'Ähnlich wie {product}',
  bought_together:
    'In {orders, number} von {anchorOrders, plural, one {# Bestellung} other {# Bestellungen}} zusammen mit {product} gekauft',
  trending_hours:
    '{interactions, plural, one {# Interaktion} other {# Interaktionen}} in {hours, plural, one {der letzten Stunde} other {den letzten # Stunden}}',
  trending_days:
    '{interactions, plural, one {# Interaktion} other {# Interaktionen}} {days, plural, one {am letzten Tag} other {in den letzten # Tagen}}',
  trending_ever: 'Bisher {interactions, plural, one {# Interaktion} other {# Interaktionen}}',
  recently_viewed: 'Von Ihnen kürzlich angesehen',
  bought_before:
    '{purchases, plural, one {Gekauft am {lastDay, date}} other {#-mal gekauft, zuletzt am {lastDay, date}}}',
  bought_before_due:
    '{purchases, plural, one {Gekauft am {lastDay, date}} other {#-mal gekauft, zuletzt am {lastDay, date}}}; etwa am {dueDay, date} wieder fällig',
  bought_before_overdue:
    '{purchases, plural, one {Gekauft am {lastDay, date}} other {#-mal gekauft, zuletzt am {lastDay, date}}}; war etwa am {dueDay, date} wieder fällig',
  newest: 'Neu im Shop',
  pinned: 'Vom Shop ausgewählt',
};
