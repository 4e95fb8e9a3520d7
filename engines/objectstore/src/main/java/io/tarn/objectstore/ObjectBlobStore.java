package io.tarn.objectstore;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.s3.AbortMultipartUploadRequest;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedMultipartUpload;
import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.HeadBucketRequest;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.ListObjectsV2Output;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.ObjectShape;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.UploadPartRequest;
import io.tarn.objectstore.RemoteBucket.Refused;
import io.tarn.store.spi.BlobStore;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as objects of a bucket elsewhere, named by their number in sixteen hexadecimal digits. The
 * bucket must exist. A blob is as durable as that store makes what it has answered 200 to.
 *
 * <p>Blobs up to one part (8 MiB) go in one PutObject, larger ones as a multipart upload; either
 * way a name that is taken is refused by {@code If-None-Match}, where that store knows it.
 */
public final class ObjectBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectBlobStore.class);
  private static final int PART = 8 * 1024 * 1024;
  private static final int BUFFER = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];
  private static final String UNIQUE = "*";

  private final Endpoint endpoint;
  private final RemoteBucket remote;

  public ObjectBlobStore(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.remote = new RemoteBucket(endpoint);
  }

  /** Asks for the bucket once, so that a wrong address or key stops the start. */
  @Override
  public void prepare() throws IOException {
    remote.call(
        S3Service.HEAD_BUCKET,
        HeadBucketRequest.builder().bucket(endpoint.bucket()).build(),
        NOTHING);
  }

  @Override
  public Writer create(long id) {
    return new ObjectWriter(id);
  }

  @Override
  public void adopt(long id, Path file) throws IOException {
    try (Writer writer = create(id);
        InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        writer.write(buffer, 0, n);
      }
      writer.finish();
    }
    Files.delete(file);
  }

  @Override
  public InputStream open(long id, long offset, long length) throws IOException {
    if (length == 0) {
      return InputStream.nullInputStream();
    }
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(endpoint.bucket())
            .key(key(id))
            .range("bytes=" + offset + "-" + (offset + length - 1))
            .build();
    try {
      GetObjectOutput output = remote.call(S3Service.GET_OBJECT, request, NOTHING);
      Body body = output.body();
      return body == null ? InputStream.nullInputStream() : new Remote(body);
    } catch (Refused e) {
      if (e.status() == 404) {
        throw absent(id, e);
      }
      throw e;
    }
  }

  private NoSuchFileException absent(long id, Refused cause) {
    NoSuchFileException absent =
        new NoSuchFileException(endpoint + name(id), null, cause.getMessage());
    absent.initCause(cause);
    return absent;
  }

  private static final class Remote extends FilterInputStream {
    private final Body body;

    Remote(Body body) throws IOException {
      super(body.open());
      this.body = body;
    }

    @Override
    public void close() {
      body.close();
    }
  }

  /** None: engines get their local copy from the store's bounded cache. */
  @Override
  public Optional<Path> file(long id) {
    return Optional.empty();
  }

  @Override
  public long size(long id) throws IOException {
    try {
      Long size =
          remote
              .call(
                  S3Service.HEAD_OBJECT,
                  HeadObjectRequest.builder().bucket(endpoint.bucket()).key(key(id)).build(),
                  NOTHING)
              .contentLength();
      return size == null ? 0 : size;
    } catch (Refused e) {
      if (e.status() == 404) {
        throw absent(id, e);
      }
      throw e;
    }
  }

  @Override
  public void delete(long id) throws IOException {
    remote.call(
        S3Service.DELETE_OBJECT,
        DeleteObjectRequest.builder().bucket(endpoint.bucket()).key(key(id)).build(),
        NOTHING);
  }

  @Override
  public List<Long> list(long after, int limit) throws IOException {
    List<Long> found = new ArrayList<>();
    String from = key(after);
    while (found.size() < limit) {
      ListObjectsV2Request request =
          ListObjectsV2Request.builder()
              .bucket(endpoint.bucket())
              .prefix(endpoint.prefix())
              .startAfter(from)
              .maxKeys(Math.min(1000, limit - found.size()))
              .build();
      ListObjectsV2Output page = remote.call(S3Service.LIST_OBJECTS_V2, request, NOTHING);
      List<ObjectShape> contents = page.contents() == null ? List.of() : page.contents();
      for (ObjectShape object : contents) {
        from = requireNonNull(object.key(), "an object without a key");
        parse(from).ifPresent(found::add);
      }
      if (contents.isEmpty() || !Boolean.TRUE.equals(page.isTruncated())) {
        return found;
      }
    }
    return found;
  }

  /** The number of a blob; empty for whatever else lies in the bucket. */
  private Optional<Long> parse(String key) {
    String name = key.substring(endpoint.prefix().length());
    return name.matches("[0-7][0-9a-f]{15}")
        ? Optional.of(Long.parseLong(name, 16))
        : Optional.empty();
  }

  private String key(long id) {
    return endpoint.prefix() + name(id);
  }

  private static String name(long id) {
    return String.format(Locale.ROOT, "%016x", id);
  }

  @Override
  public void close() {
    remote.close();
  }

  /** Holds at most one part in memory. */
  private final class ObjectWriter implements Writer {
    private final long id;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private @Nullable String upload;
    private boolean finished;

    ObjectWriter(long id) {
      this.id = id;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        int n = Math.min(left, PART - pending.size());
        pending.write(bytes, from, n);
        from += n;
        left -= n;
        if (pending.size() == PART && left > 0) {
          sendPart();
        }
      }
    }

    private void sendPart() throws IOException {
      if (upload == null) {
        upload =
            remote
                .call(
                    S3Service.CREATE_MULTIPART_UPLOAD,
                    CreateMultipartUploadRequest.builder()
                        .bucket(endpoint.bucket())
                        .key(key(id))
                        .build(),
                    NOTHING)
                .uploadId();
      }
      int number = parts.size() + 1;
      UploadPartRequest request =
          UploadPartRequest.builder()
              .bucket(endpoint.bucket())
              .key(key(id))
              .uploadId(requireNonNull(upload, "no upload"))
              .partNumber(number)
              .build();
      String etag = remote.call(S3Service.UPLOAD_PART, request, pending.toByteArray()).eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      pending.reset();
    }

    @Override
    public void finish() throws IOException {
      try {
        if (upload == null) {
          put();
        } else {
          sendPart();
          complete();
        }
      } catch (Refused e) {
        if (!tookEffect(e)) {
          throw e.status() == 412
              ? new FileAlreadyExistsException(endpoint + name(id), null, e.getMessage())
              : e;
        }
      }
      finished = true;
    }

    /** A repeated attempt finds what the one before it has done without hearing the answer. */
    private boolean tookEffect(Refused refused) throws IOException {
      if (!refused.repeated()
          || !(refused.status() == 412 || refused.code().equals("NoSuchUpload"))) {
        return false;
      }
      try (InputStream first = ObjectBlobStore.this.open(id, 0, 1)) {
        return first.read() >= 0;
      } catch (NoSuchFileException e) {
        return false;
      }
    }

    private void put() throws IOException {
      PutObjectRequest request =
          PutObjectRequest.builder()
              .bucket(endpoint.bucket())
              .key(key(id))
              .ifNoneMatch(UNIQUE)
              .build();
      remote.call(S3Service.PUT_OBJECT, request, pending.toByteArray());
    }

    private void complete() throws IOException {
      CompleteMultipartUploadRequest request =
          CompleteMultipartUploadRequest.builder()
              .bucket(endpoint.bucket())
              .key(key(id))
              .uploadId(requireNonNull(upload, "no upload"))
              .ifNoneMatch(UNIQUE)
              .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
              .build();
      remote.call(S3Service.COMPLETE_MULTIPART_UPLOAD, request, NOTHING);
    }

    @Override
    public void close() {
      if (finished || upload == null) {
        return;
      }
      try {
        remote.call(
            S3Service.ABORT_MULTIPART_UPLOAD,
            AbortMultipartUploadRequest.builder()
                .bucket(endpoint.bucket())
                .key(key(id))
                .uploadId(upload)
                .build(),
            NOTHING);
      } catch (IOException e) {
        LOG.warn("The upload {} of blob {} could not be ended at {}", upload, id, endpoint, e);
      }
    }
  }
}
