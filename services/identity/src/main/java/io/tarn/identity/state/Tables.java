package io.tarn.identity.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The room's tables on one transaction or snapshot. */
public final class Tables {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTITY =
      "SELECT kind, name, path, id, created, details FROM identity_entity ";
  private static final String ACCESS_KEY =
      "SELECT id, owner, secret, status, created, used, used_service, used_region"
          + " FROM identity_access_key ";

  private final Handle handle;

  Tables(Handle handle) {
    this.handle = handle;
  }

  public Optional<Entity> find(Kind kind, String name) {
    return handle
        .createQuery(ENTITY + "WHERE kind = :kind AND name_key = :key")
        .bind("kind", kind.word())
        .bind("key", Entity.key(name))
        .map((row, context) -> entity(row))
        .findOne();
  }

  /** Entities of a kind in the order of their names, behind one of them. */
  public List<Entity> list(Kind kind, @Nullable String after, int limit) {
    return handle
        .createQuery(
            ENTITY + "WHERE kind = :kind AND name_key > :after ORDER BY name_key LIMIT :limit")
        .bind("kind", kind.word())
        .bind("after", after == null ? "" : after)
        .bind("limit", limit)
        .map((row, context) -> entity(row))
        .list();
  }

  /** As {@link #list}, of those below a path. */
  public List<Entity> list(Kind kind, String pathPrefix, @Nullable String after, int limit) {
    return handle
        .createQuery(
            ENTITY
                + "WHERE kind = :kind AND name_key > :after"
                + " AND substr(path, 1, length(:prefix)) = :prefix"
                + " ORDER BY name_key LIMIT :limit")
        .bind("kind", kind.word())
        .bind("after", after == null ? "" : after)
        .bind("prefix", pathPrefix)
        .bind("limit", limit)
        .map((row, context) -> entity(row))
        .list();
  }

  public int count(Kind kind) {
    return handle
        .createQuery("SELECT count(*) FROM identity_entity WHERE kind = :kind")
        .bind("kind", kind.word())
        .mapTo(Integer.class)
        .one();
  }

  public void insert(Entity entity) {
    handle
        .createUpdate(
            "INSERT INTO identity_entity (kind, name_key, name, path, id, created, details)"
                + " VALUES (:kind, :key, :name, :path, :id, :created, :details)")
        .bind("kind", entity.kind().word())
        .bind("key", entity.key())
        .bind("name", entity.name())
        .bind("path", entity.path())
        .bind("id", entity.id())
        .bind("created", entity.created().toEpochMilli())
        .bind("details", write(entity.details()))
        .execute();
  }

  public void update(Entity entity) {
    handle
        .createUpdate(
            "UPDATE identity_entity SET name = :name, path = :path, details = :details"
                + " WHERE kind = :kind AND name_key = :key")
        .bind("kind", entity.kind().word())
        .bind("key", entity.key())
        .bind("name", entity.name())
        .bind("path", entity.path())
        .bind("details", write(entity.details()))
        .execute();
  }

  public void delete(Entity entity) {
    handle
        .createUpdate("DELETE FROM identity_entity WHERE kind = :kind AND name_key = :key")
        .bind("kind", entity.kind().word())
        .bind("key", entity.key())
        .execute();
  }

  /** Gives an entity another name, everywhere it stands. */
  public void rename(Entity from, Entity to) {
    delete(from);
    insert(to);
    if (from.key().equals(to.key())) {
      return;
    }
    String kind = from.kind().word();
    for (String sql :
        List.of(
            "UPDATE identity_link SET owner = :to WHERE owner_kind = :kind AND owner = :from",
            "UPDATE identity_document SET owner = :to WHERE owner_kind = :kind AND owner = :from")) {
      handle
          .createUpdate(sql)
          .bind("kind", kind)
          .bind("from", from.key())
          .bind("to", to.key())
          .execute();
    }
    if (from.kind() == Kind.USER) {
      handle
          .createUpdate("UPDATE identity_access_key SET owner = :to WHERE owner = :from")
          .bind("from", from.key())
          .bind("to", to.key())
          .execute();
    }
    if (from.kind() == Kind.GROUP) {
      handle
          .createUpdate(
              "UPDATE identity_link SET target = :to WHERE relation = :relation AND target = :from")
          .bind("relation", Relation.MEMBER.word())
          .bind("from", from.key())
          .bind("to", to.key())
          .execute();
    }
  }

  /** Binds an owner to a target; nothing happens when it is bound already. */
  public void link(Relation relation, Entity owner, String target, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO identity_link (relation, owner_kind, owner, target, created)"
                + " VALUES (:relation, :kind, :owner, :target, :created)"
                + " ON CONFLICT (relation, owner_kind, owner, target) DO NOTHING")
        .bind("relation", relation.word())
        .bind("kind", owner.kind().word())
        .bind("owner", owner.key())
        .bind("target", target)
        .bind("created", now.toEpochMilli())
        .execute();
  }

  /** Whether there was something to loosen. */
  public boolean unlink(Relation relation, Entity owner, String target) {
    return handle
            .createUpdate(
                "DELETE FROM identity_link WHERE relation = :relation AND owner_kind = :kind"
                    + " AND owner = :owner AND target = :target")
            .bind("relation", relation.word())
            .bind("kind", owner.kind().word())
            .bind("owner", owner.key())
            .bind("target", target)
            .execute()
        > 0;
  }

  public List<String> targets(Relation relation, Entity owner) {
    return handle
        .createQuery(
            "SELECT target FROM identity_link WHERE relation = :relation AND owner_kind = :kind"
                + " AND owner = :owner ORDER BY target")
        .bind("relation", relation.word())
        .bind("kind", owner.kind().word())
        .bind("owner", owner.key())
        .mapTo(String.class)
        .list();
  }

  /** The owners of a kind that are bound to a target, in the order of their names. */
  public List<Entity> owners(Relation relation, Kind kind, String target) {
    return handle
        .createQuery(
            "SELECT e.kind, e.name, e.path, e.id, e.created, e.details FROM identity_link l"
                + " JOIN identity_entity e ON e.kind = l.owner_kind AND e.name_key = l.owner"
                + " WHERE l.relation = :relation AND l.owner_kind = :kind AND l.target = :target"
                + " ORDER BY l.owner")
        .bind("relation", relation.word())
        .bind("kind", kind.word())
        .bind("target", target)
        .map((row, context) -> entity(row))
        .list();
  }

  public int countOwners(Relation relation, String target) {
    return handle
        .createQuery(
            "SELECT count(*) FROM identity_link WHERE relation = :relation AND target = :target")
        .bind("relation", relation.word())
        .bind("target", target)
        .mapTo(Integer.class)
        .one();
  }

  public List<Document> documents(Entity owner) {
    return handle
        .createQuery(
            "SELECT name, document, created FROM identity_document"
                + " WHERE owner_kind = :kind AND owner = :owner ORDER BY name")
        .bind("kind", owner.kind().word())
        .bind("owner", owner.key())
        .map((row, context) -> document(row))
        .list();
  }

  public Optional<Document> findDocument(Entity owner, String name) {
    return handle
        .createQuery(
            "SELECT name, document, created FROM identity_document"
                + " WHERE owner_kind = :kind AND owner = :owner AND name = :name")
        .bind("kind", owner.kind().word())
        .bind("owner", owner.key())
        .bind("name", name)
        .map((row, context) -> document(row))
        .findOne();
  }

  public void putDocument(Entity owner, Document document) {
    handle
        .createUpdate(
            "INSERT INTO identity_document (owner_kind, owner, name, document, created)"
                + " VALUES (:kind, :owner, :name, :document, :created)"
                + " ON CONFLICT (owner_kind, owner, name)"
                + " DO UPDATE SET document = excluded.document, created = excluded.created")
        .bind("kind", owner.kind().word())
        .bind("owner", owner.key())
        .bind("name", document.name())
        .bind("document", document.text())
        .bind("created", document.created().toEpochMilli())
        .execute();
  }

  public boolean deleteDocument(Entity owner, String name) {
    return handle
            .createUpdate(
                "DELETE FROM identity_document"
                    + " WHERE owner_kind = :kind AND owner = :owner AND name = :name")
            .bind("kind", owner.kind().word())
            .bind("owner", owner.key())
            .bind("name", name)
            .execute()
        > 0;
  }

  public Optional<AccessKey> findKey(String id) {
    return handle
        .createQuery(ACCESS_KEY + "WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> accessKey(row))
        .findOne();
  }

  /** The keys of a user, or of the root user. */
  public List<AccessKey> keys(String owner) {
    return handle
        .createQuery(ACCESS_KEY + "WHERE owner = :owner ORDER BY created, id")
        .bind("owner", owner)
        .map((row, context) -> accessKey(row))
        .list();
  }

  public void putKey(AccessKey key) {
    Instant used = key.used();
    handle
        .createUpdate(
            "INSERT INTO identity_access_key"
                + " (id, owner, secret, status, created, used, used_service, used_region)"
                + " VALUES (:id, :owner, :secret, :status, :created, :used, :service, :region)"
                + " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner,"
                + " secret = excluded.secret, status = excluded.status, used = excluded.used,"
                + " used_service = excluded.used_service, used_region = excluded.used_region")
        .bind("id", key.id())
        .bind("owner", key.owner())
        .bind("secret", key.secret())
        .bind("status", key.status())
        .bind("created", key.created().toEpochMilli())
        .bind("used", used == null ? null : Long.valueOf(used.toEpochMilli()))
        .bind("service", key.usedService())
        .bind("region", key.usedRegion())
        .execute();
  }

  public void deleteKey(String id) {
    handle.createUpdate("DELETE FROM identity_access_key WHERE id = :id").bind("id", id).execute();
  }

  public Optional<String> findSetting(String name) {
    return handle
        .createQuery("SELECT setting FROM identity_setting WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne();
  }

  public void putSetting(String name, String value) {
    handle
        .createUpdate(
            "INSERT INTO identity_setting (name, setting) VALUES (:name, :value)"
                + " ON CONFLICT (name) DO UPDATE SET setting = excluded.setting")
        .bind("name", name)
        .bind("value", value)
        .execute();
  }

  public boolean deleteSetting(String name) {
    return handle
            .createUpdate("DELETE FROM identity_setting WHERE name = :name")
            .bind("name", name)
            .execute()
        > 0;
  }

  /** Adds one to a setting that counts. */
  void increment(String name) {
    handle
        .createUpdate(
            "INSERT INTO identity_setting (name, setting) VALUES (:name, '1') ON CONFLICT (name)"
                + " DO UPDATE SET setting ="
                + " CAST(CAST(identity_setting.setting AS BIGINT) + 1 AS TEXT)")
        .bind("name", name)
        .execute();
  }

  /** The customer managed policy of an ARN. */
  public Optional<Entity> findPolicy(String arn, String account) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return find(Kind.POLICY, name).filter(policy -> policy.arn(account).equals(arn));
  }

  /** The text of a managed policy's default version, AWS's or the customer's. */
  public Optional<String> findManaged(String arn, String account) {
    if (ManagedPolicies.isManaged(arn)) {
      return ManagedPolicies.all().find(arn).map(ManagedPolicies.Managed::document);
    }
    return findPolicy(arn, account)
        .flatMap(policy -> findDocument(policy, Integer.toString(policy.details().version())))
        .map(Document::text);
  }

  /** All policies on an entity itself: inline and attached. */
  List<String> policyTexts(Entity entity, String account) {
    List<String> texts = new ArrayList<>();
    documents(entity).forEach(document -> texts.add(document.text()));
    for (String arn : targets(Relation.ATTACHED, entity)) {
      findManaged(arn, account).ifPresent(texts::add);
    }
    return texts;
  }

  private static Entity entity(ResultSet row) throws SQLException {
    return new Entity(
        Kind.of(row.getString("kind")),
        row.getString("name"),
        row.getString("path"),
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("created")),
        read(row.getString("details")));
  }

  private static Document document(ResultSet row) throws SQLException {
    return new Document(
        row.getString("name"),
        row.getString("document"),
        Instant.ofEpochMilli(row.getLong("created")));
  }

  private static AccessKey accessKey(ResultSet row) throws SQLException {
    long used = row.getLong("used");
    Instant usedAt = row.wasNull() ? null : Instant.ofEpochMilli(used);
    return new AccessKey(
        row.getString("id"),
        row.getString("owner"),
        row.getString("secret"),
        row.getString("status"),
        Instant.ofEpochMilli(row.getLong("created")),
        usedAt,
        row.getString("used_service"),
        row.getString("used_region"));
  }

  private static Details read(String json) {
    try {
      return JSON.readValue(json, Details.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An entity's details are no JSON of this version", e);
    }
  }

  private static String write(Details details) {
    try {
      return JSON.writeValueAsString(details);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write an entity's details", e);
    }
  }
}
