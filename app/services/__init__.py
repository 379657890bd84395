"""Use cases, a module an entity. Facts in, decisions out: each takes a `Desk`, which holds session, actor and now."""
