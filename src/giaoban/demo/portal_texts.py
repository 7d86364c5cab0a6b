"""The words of the demonstration's portal. Persons and events are invented; no figure of a report is typed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BOARD = "Ban Tuyên giáo Đảng ủy Khối"


@dataclass(frozen=True)
class Story:
    """An article: a paragraph beginning with “# ” is a heading, “- ” a list, “> ” a quotation with its speaker."""

    section: str
    on: date
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    byline: str = BOARD
    picture: str = "hall"
    cover_caption: str = "Quang cảnh hội trường (hình vẽ)"
    second: str = "desk"
    caption: str = ""
    kind: str = "news"
    correction: str = ""


ARTICLES: tuple[Story, ...] = (
    Story(
        "cum-dong-bac", date(2023, 7, 14),
        "Tọa đàm “Giải pháp nâng cao chất lượng tổ chức đảng, đảng viên trong các đảng bộ khối”",
        "Trong khuôn khổ hội nghị giao ban Cụm Đông Bắc, các đại biểu dành trọn buổi sáng thảo luận về chất lượng tổ chức cơ sở đảng và đảng viên, từ sinh hoạt chi bộ đến công tác tạo nguồn kết nạp.",
        (
            "Tọa đàm có sự tham gia của đại biểu tám đảng ủy khối trong cụm. Các tham luận được gửi trước một tuần; tại hội trường, đại biểu chỉ nêu kinh nghiệm và trả lời câu hỏi, không đọc lại văn bản.",
            "# Sinh hoạt chi bộ phải có việc để bàn",
            "Nhiều ý kiến cho rằng chất lượng sinh hoạt bắt đầu từ khâu chuẩn bị: nội dung gửi trước ít nhất ba ngày, mỗi cuộc chỉ chọn một việc trọng tâm, kết luận ghi rõ người làm và thời hạn.",
            "> Nghị quyết của chi bộ mà không có tên người thực hiện thì tháng sau vẫn là nghị quyết ấy. | Đại biểu Đảng bộ cơ sở ngành giáo dục",
            "# Kết nạp đảng viên trong doanh nghiệp",
            "Các đảng bộ có nhiều doanh nghiệp nêu khó khăn chung: lao động trẻ hay đổi nơi làm việc, ca kíp khó sắp xếp lớp bồi dưỡng nhận thức về Đảng. Một số nơi đã mở lớp vào buổi tối và cuối tuần, mời giảng viên đến tận nơi.",
            "# Thống nhất",
            "- Gửi nội dung sinh hoạt chuyên đề trước để đảng viên chuẩn bị - Trao đổi giảng viên giữa các đảng bộ trong cụm - Dùng chung một biểu mẫu báo cáo để số liệu cộng được với nhau",
            "Kết luận tọa đàm, chủ tọa đề nghị các đảng bộ đưa ba việc trên vào chương trình công tác 6 tháng cuối năm và báo cáo kết quả tại hội nghị kế tiếp.",
        ),
        picture="hall", second="bay", caption="Vịnh Hạ Long, nơi các đại biểu của cụm gặp nhau (hình vẽ)",
    ),
    Story(
        "cum-dong-bac", date(2023, 7, 15), "Trao cờ đăng cai hội nghị giao ban cụm cho đơn vị kế tiếp",
        "Kết thúc hội nghị, đơn vị chủ nhà trao cờ luân lưu cho đơn vị đăng cai kỳ cuối năm cùng chuyên đề đã thống nhất.",
        ("Chuyên đề của kỳ cuối năm được chọn theo đề nghị của đa số đại biểu: đổi mới công tác kiểm tra, giám sát ở chi bộ.", "Ban thư ký của cụm sẽ gửi biểu mẫu báo cáo trước ngày 05 tháng cuối kỳ, để số liệu của các đơn vị được chốt cùng một ngày."),
        picture="bay", cover_caption="Núi đá và thuyền buồm (hình vẽ)",
    ),
    Story(
        "cum-dong-bac", date(2023, 6, 20), "Cụm Đông Bắc thống nhất một biểu mẫu báo cáo 6 tháng",
        "Từ kỳ này, tám đảng ủy khối dùng chung một biểu mẫu; mỗi chỉ tiêu có định nghĩa, đơn vị tính và kỳ số liệu.",
        ("Trước đây mỗi nơi hiểu một chỉ tiêu theo một cách: có nơi đếm người, có nơi đếm lượt. Biểu mẫu mới ghi rõ đơn vị tính ngay ở từng dòng.", "Số liệu chốt sớm được ghi là ước thực hiện; ô trống được hiểu là chưa báo cáo, không phải bằng không."),
        picture="desk", cover_caption="Hồ sơ báo cáo trên bàn làm việc (hình vẽ)",
    ),
    Story(
        "dang-uy-khoi", date(2023, 7, 10), "Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ mười hai",
        "Hội nghị cho ý kiến về báo cáo công tác 6 tháng đầu năm, kết quả kiểm tra, giám sát và quyết định một số nội dung về tổ chức.",
        ("Ban Chấp hành đánh giá các nhiệm vụ trọng tâm được triển khai đúng tiến độ; việc học tập, quán triệt nghị quyết được thực hiện bằng cả hình thức trực tiếp và trực tuyến.", "Hội nghị cũng chỉ ra hạn chế: một số cấp ủy cơ sở còn chậm gửi báo cáo, nội dung sinh hoạt chuyên đề ở vài chi bộ chưa sát nhiệm vụ của đơn vị.", "> Báo cáo chậm một ngày thì cấp trên phải chờ một ngày; báo cáo sai thì cả hệ thống cùng sai. | Kết luận của chủ trì hội nghị", "Ban Chấp hành giao Văn phòng đối chiếu lại số liệu với từng đơn vị trước khi phát hành báo cáo."),
        caption="Tài liệu của hội nghị (hình vẽ)",
    ),
    Story(
        "dang-uy-khoi", date(2023, 6, 28), "Khai giảng lớp bồi dưỡng nhận thức về Đảng khóa III năm 2023",
        "Lớp học dành cho quần chúng ưu tú của các chi bộ, đảng bộ trực thuộc, học trong bốn ngày.",
        ("Học viên được truyền đạt năm chuyên đề theo chương trình quy định, dành một buổi thảo luận và một buổi viết bài thu hoạch.", "Để thuận tiện cho người lao động ở doanh nghiệp, lớp bố trí hai buổi học vào cuối tuần.", "Học viên đạt yêu cầu được cấp giấy chứng nhận; danh sách được gửi về chi bộ làm căn cứ xem xét kết nạp."),
        picture="desk", cover_caption="Tài liệu học tập (hình vẽ)", second="hall", caption="Hội trường lớp học (hình vẽ)",
        correction="Bản đăng đầu tiên ghi lớp học kéo dài ba ngày; đúng là bốn ngày.",
    ),
    Story(
        "dang-uy-khoi", date(2023, 6, 16), "Đảng ủy Khối làm việc với các cấp ủy cơ sở về chuyển sinh hoạt đảng",
        "Buổi làm việc tập trung tháo gỡ những trường hợp giới thiệu chuyển đi đã lâu nhưng chưa có hồi báo tiếp nhận.",
        ("Theo quy định, đảng viên nộp hồ sơ chuyển sinh hoạt đúng thời hạn; nơi tiếp nhận hồi báo cho nơi giới thiệu.", "Các cấp ủy cơ sở thống nhất rà soát danh sách hằng tháng, gọi điện xác minh những trường hợp quá hạn và ghi kết quả vào hồ sơ."),
        picture="town", cover_caption="Trụ sở các cơ quan (hình vẽ)",
    ),
    Story(
        "dang-uy-khoi", date(2023, 5, 18), "Dâng hương nhân kỷ niệm 133 năm Ngày sinh Chủ tịch Hồ Chí Minh",
        "Sáng 18/5, cán bộ, đảng viên tiêu biểu của Đảng bộ Khối dâng hương và báo công với Bác.",
        ("Đoàn đại biểu ôn lại truyền thống của Đảng bộ từ ngày thành lập 04/9/1964 đến nay qua các lần đổi tên, sắp xếp tổ chức.", "Dịp này, nhiều chi bộ tổ chức sinh hoạt chuyên đề gắn với việc làm cụ thể ở đơn vị."),
        picture="terraces", cover_caption="Ruộng bậc thang mùa lúa chín (hình vẽ)",
    ),
    Story(
        "to-chuc-co-so-dang", date(2023, 7, 12), "Chi bộ 3 giữ nền nếp sinh hoạt trong một giờ rưỡi",
        "Gửi nội dung trước, chỉ bàn một việc trọng tâm, kết luận có người làm và thời hạn: cách làm giản dị của một chi bộ có nhiều đảng viên làm ca.",
        ("Chi bộ có mười bảy đảng viên, một nửa làm việc theo ca. Bí thư chi bộ, đồng chí Phạm Thu Hằng, chọn giờ họp vào lúc giao ca để ai cũng dự được.", "Trước cuộc họp ba ngày, mỗi đảng viên nhận một trang giấy: việc đã kết luận tháng trước làm đến đâu, tháng này bàn việc gì, cần ý kiến về điểm nào.", "> Ai cũng đã đọc trước nên không phải đọc lại. Cả cuộc họp là để bàn. | Phạm Thu Hằng, bí thư chi bộ", "Biên bản được hoàn thành ngay trong ngày; nghị quyết dài không quá một trang."),
        byline="Hoàng Minh Đức", picture="town", cover_caption="Dãy trụ sở và hàng cây (hình vẽ)", caption="Sổ biên bản và nghị quyết (hình vẽ)",
    ),
    Story(
        "to-chuc-co-so-dang", date(2023, 7, 5), "Đảng bộ cơ sở ngành y tế sơ kết mô hình “Chi bộ 4 tốt”",
        "Sau sáu tháng, việc chấm điểm hằng tháng theo biên bản sinh hoạt giúp chi bộ biết mình còn thiếu gì.",
        ("Bốn tiêu chí được chấm trên cơ sở biên bản, danh sách điểm danh và kết quả thực hiện nghị quyết, không chấm theo cảm tính.", "Chi bộ chưa đạt được cấp ủy cử người dự sinh hoạt tháng sau để cùng tháo gỡ."),
        picture="hall", cover_caption="Hội nghị sơ kết (hình vẽ)",
    ),
    Story(
        "to-chuc-co-so-dang", date(2023, 6, 22), "Doanh nghiệp khai thác than mở lớp bồi dưỡng ngay tại khai trường",
        "Thay vì về tỉnh học, quần chúng ưu tú được học sau ca làm việc, có xe đưa đón.",
        ("Đảng ủy công ty đề nghị mở lớp tại chỗ sau khi thấy nhiều người phải đổi ca mới dự được lớp tập trung.", "Giảng viên đến giảng vào buổi tối; phần thảo luận gắn với an toàn lao động và tiết kiệm chi phí."),
        byline="Vũ Thị Hồng Nhung", picture="terraces", cover_caption="Đồi núi vùng mỏ (hình vẽ)",
    ),
    Story(
        "to-chuc-co-so-dang", date(2023, 5, 30), "Chi bộ Văn phòng số hóa sổ nghị quyết",
        "Mỗi nghị quyết có người thực hiện, thời hạn và kết quả; ai cũng tra được việc của mình.",
        ("Sổ nghị quyết trước đây chỉ mở ra khi kiểm tra. Nay chi bộ ghi vào chương trình, mỗi việc có một dòng, quá hạn thì hiện lên đầu trang.", "Đảng viên lớn tuổi vẫn nhận bản in trước cuộc họp."),
        picture="desk", cover_caption="Bàn làm việc (hình vẽ)",
    ),
    Story(
        "to-chuc-xay-dung-dang", date(2023, 7, 7), "Rà soát hồ sơ kết nạp: những lỗi hay gặp và cách tránh",
        "Lý lịch thiếu chữ ký xác nhận, nghị quyết ghi thiếu số phiếu, nhận xét không có ngày: Ban Tổ chức tổng hợp các lỗi để chi bộ tránh.",
        ("# Biểu quyết", "Nghị quyết đề nghị kết nạp phải ghi số đảng viên chính thức được triệu tập, có mặt, số phiếu tán thành và không tán thành. Tỷ lệ tính trên tổng số đảng viên chính thức, không tính trên số có mặt.", "# Thời gian", "Quyết định của cấp có thẩm quyền và lễ kết nạp có thời hạn; hồ sơ quá hạn phải xem xét lại.", "- Kiểm tra đủ chữ ký trước khi gửi - Ghi ngày trên mọi nhận xét - Đối chiếu họ tên với căn cước"),
        byline="Ban Tổ chức Đảng ủy Khối", picture="desk", cover_caption="Hồ sơ trên bàn (hình vẽ)",
    ),
    Story(
        "to-chuc-xay-dung-dang", date(2023, 6, 9), "Công nhận đảng viên chính thức đúng hạn: việc nhỏ, quyền lớn",
        "Đảng viên dự bị hết mười hai tháng phải được chi bộ xét trong thời hạn quy định; chậm là thiệt cho đảng viên.",
        ("Ban Tổ chức đã lập danh sách nhắc trước ba mươi ngày cho từng chi bộ, kèm những giấy tờ cần có.", "Cấp ủy cơ sở tổng hợp kết quả vào báo cáo tháng."),
        byline="Ban Tổ chức Đảng ủy Khối", picture="town", cover_caption="Trụ sở cơ quan (hình vẽ)",
    ),
    Story(
        "to-chuc-xay-dung-dang", date(2023, 5, 12), "Hướng dẫn chốt số liệu đảng viên 6 tháng đầu năm",
        "Số liệu chốt đến hết ngày 30/6; ai chuyển đến, chuyển đi trong kỳ được tính theo ngày ghi trên giấy.",
        ("Mỗi đảng viên chỉ được đếm một lần ở nơi đang sinh hoạt chính thức.", "Trường hợp được miễn công tác và sinh hoạt vẫn tính là đảng viên, nhưng không tính vào mẫu số của tỷ lệ dự sinh hoạt."),
        byline="Ban Tổ chức Đảng ủy Khối", picture="desk", cover_caption="Sổ và biểu mẫu (hình vẽ)",
    ),
    Story(
        "hoc-tap-va-lam-theo-bac", date(2023, 7, 3), "Tiết kiệm điện ở công sở: việc làm theo của một chi bộ nhỏ",
        "Ba tháng liền, chi bộ giao mỗi phòng một người tắt thiết bị cuối ngày; hóa đơn điện giảm rõ rệt.",
        ("Việc làm theo không cần lớn. Chi bộ chọn một việc ai cũng làm được, kiểm tra được và làm đều.", "Kết quả được ghi vào bản đăng ký làm theo của từng đảng viên."),
        byline="Đặng Quốc Khánh", picture="town", cover_caption="Công sở buổi chiều (hình vẽ)",
    ),
    Story(
        "hoc-tap-va-lam-theo-bac", date(2023, 6, 5), "Kể chuyện về Bác trong giờ chào cờ",
        "Mỗi sáng thứ hai đầu tháng, một đảng viên kể một câu chuyện ngắn và liên hệ với công việc của đơn vị.",
        ("Câu chuyện không quá năm phút, không đọc giấy. Người kể nói điều mình sẽ làm trong tháng.", "Sau một năm, tập chuyện của đơn vị đã có mười hai bài."),
        byline="Lý Thị Bích Ngọc", picture="terraces", cover_caption="Mùa lúa chín (hình vẽ)",
    ),
    Story(
        "hoc-tap-va-lam-theo-bac", date(2023, 5, 19), "Mười gương tập thể, cá nhân tiêu biểu được biểu dương",
        "Những việc làm bền bỉ ở cơ sở được giới thiệu để các chi bộ tham khảo.",
        ("Các tập thể, cá nhân được chọn từ đề nghị của chi bộ, có thẩm tra tại nơi làm việc.", "Đảng ủy Khối đề nghị mỗi đảng bộ chọn một cách làm để áp dụng trong 6 tháng cuối năm."),
        picture="hall", cover_caption="Hội nghị biểu dương (hình vẽ)",
    ),
    Story(
        "kiem-tra-giam-sat", date(2023, 6, 30), "Kiểm tra, giám sát thường xuyên để nhắc sớm",
        "Ủy ban Kiểm tra Đảng ủy Khối chọn cách đi sớm, nhắc sớm thay vì đợi có dấu hiệu vi phạm.",
        ("Các cuộc giám sát tập trung vào việc thực hiện quy chế làm việc, công khai tài chính và thu, nộp đảng phí.", "Sau mỗi cuộc, đơn vị được nhận danh mục việc phải làm kèm thời hạn."),
        byline="Ủy ban Kiểm tra Đảng ủy Khối", picture="desk", cover_caption="Hồ sơ kiểm tra (hình vẽ)",
    ),
    Story(
        "tuyen-giao", date(2023, 6, 14), "Học nghị quyết trực tuyến: điểm danh được, hỏi được, ôn lại được",
        "Kết hợp trực tiếp và trực tuyến giúp đảng viên ở xa không phải đi lại mà vẫn nắm chắc nội dung.",
        ("Điểm cầu cơ sở điểm danh theo danh sách; đảng viên vắng có lý do được học bù trong mười lăm ngày.", "Tỷ lệ học tập được tính bằng số đã học chia cho số phải học, có danh sách kèm theo."),
        picture="hall", cover_caption="Điểm cầu học trực tuyến (hình vẽ)",
    ),
    Story(
        "bao-ve-nen-tang-tu-tuong", date(2023, 5, 25), "Nhận diện thông tin xấu, độc: tài liệu ngắn cho chi bộ",
        "Tài liệu bốn trang nêu cách kiểm tra nguồn tin trước khi chia sẻ.",
        ("Ba câu hỏi trước khi chia sẻ: ai nói, nói khi nào, có nơi nào khác xác nhận không.", "Chi bộ có thể dùng tài liệu cho một buổi sinh hoạt chuyên đề."),
        picture="desk", cover_caption="Tài liệu sinh hoạt chuyên đề (hình vẽ)",
    ),
    Story(
        "dan-van", date(2023, 6, 26), "Ngày thứ bảy cùng dân ở xã vùng cao",
        "Đoàn viên, đảng viên các chi bộ cùng bà con sửa đường, dọn kênh mương trước mùa mưa.",
        ("Từ sáng sớm, hơn bảy mươi người chia thành bốn tổ, vừa làm vừa hướng dẫn bà con dùng dịch vụ công trực tuyến.", "Các chi bộ góp ngày công, không tổ chức ăn uống, không phô trương."),
        byline="Triệu Văn Sơn", picture="terraces", cover_caption="Ruộng bậc thang và nhà sàn (hình vẽ)", second="terraces", caption="Cánh đồng sau ngày lao động (hình vẽ)",
    ),
    Story(
        "chuyen-doi-so", date(2023, 7, 1), "Sổ tay đảng viên điện tử: dùng được khi mất sóng",
        "Giấy mời, tài liệu và điểm danh nằm trong điện thoại; người không có điện thoại thông minh vẫn nhận bản in.",
        ("Sau một năm thử nghiệm, điều các chi bộ quan tâm nhất không phải là tính năng mới mà là chữ to, ít bước và dùng được ở vùng sóng yếu.", "Bí thư chi bộ có thể nhập thay cho đảng viên lớn tuổi; chương trình ghi rõ ai nhập thay cho ai."),
        picture="bay", cover_caption="Vùng biển đảo của tỉnh (hình vẽ)",
    ),
    Story(
        "doan-the", date(2023, 6, 18), "Tuổi trẻ Khối tình nguyện hè 2023",
        "Chiến dịch gồm ba việc: đường cờ, lớp học hè và số hóa địa chỉ đỏ.",
        ("Mỗi cơ sở đoàn chọn một việc vừa sức. Chi đoàn các doanh nghiệp nhận sửa điện ở nhà văn hóa thôn.", "Ban Thường vụ Đoàn Khối kiểm tra từng công trình, không báo cáo bằng ảnh."),
        byline="Đoàn Khối", picture="bay", cover_caption="Biển và núi đá (hình vẽ)",
    ),
    Story(
        "doan-the", date(2023, 5, 15), "Hội Cựu chiến binh giữ nền nếp đọc báo đầu tuần",
        "Mười lăm phút đọc báo và trao đổi giúp hội viên lớn tuổi nắm tin chính thống.",
        ("Hội viên luân phiên chọn bài. Bài có số liệu phải đọc kèm nguồn và ngày.", "Phòng đọc mở cửa cho cả đoàn viên trẻ."),
        byline="Hội Cựu chiến binh Khối", picture="town", cover_caption="Nhà văn hóa (hình vẽ)",
    ),
    Story(
        "tin-trong-tinh", date(2023, 6, 12), "Công bố lịch tiếp xúc, đối thoại giữa cấp ủy và người lao động",
        "Lịch đối thoại được công bố trước mười ngày; câu hỏi gửi trước qua trang góp ý của cổng.",
        ("Những kiến nghị thuộc thẩm quyền được trả lời ngay tại buổi đối thoại; việc cần xác minh có hẹn ngày.", "Kết quả trả lời được công khai tại mục Góp ý, hỏi đáp."),
        picture="town", cover_caption="Trung tâm hành chính (hình vẽ)",
    ),
)  # fmt: skip

INTRODUCTIONS: tuple[Story, ...] = (
    Story("lich-su", date(2023, 1, 5), "Lịch sử Đảng bộ Khối qua các lần đổi tên",
        "Từ ngày thành lập 04/9/1964, Đảng bộ đã nhiều lần sắp xếp, đổi tên; trang này ghi lại từng mốc cùng quyết định.",
        ("- 04/9/1964: thành lập Đảng bộ cơ quan Dân Chính Đảng tỉnh (Quyết định 139-QĐ/TU) - 29/01/2013: Đảng bộ Khối các cơ quan tỉnh (961-QĐ/TU) - 12/4/2022: Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh (536-QĐ/TU)", "Tên gọi, biểu trưng và người chịu trách nhiệm của cổng thay đổi theo từng thời kỳ; trang cũ vẫn giữ đúng tên của ngày đó."),
        picture="bay", cover_caption="Núi đá trên vịnh (hình vẽ)", kind="introduction"),
    Story("chuc-nang-nhiem-vu", date(2023, 1, 5), "Chức năng, nhiệm vụ của Đảng ủy Khối",
        "Lãnh đạo, chỉ đạo, kiểm tra, giám sát các tổ chức cơ sở đảng trong các cơ quan và doanh nghiệp của tỉnh.",
        ("- Lãnh đạo thực hiện nhiệm vụ chính trị của đơn vị - Xây dựng tổ chức đảng, quản lý đảng viên - Công tác chính trị, tư tưởng - Kiểm tra, giám sát, thi hành kỷ luật - Lãnh đạo các đoàn thể",),
        picture="", kind="introduction"),
    Story("co-cau-to-chuc", date(2023, 1, 5), "Cơ cấu tổ chức",
        "Ban Thường vụ, Thường trực, bốn cơ quan tham mưu và các đoàn thể.",
        ("- Văn phòng - Ban Tổ chức - Ban Tuyên giáo - Ủy ban Kiểm tra - Đoàn Khối, Hội Cựu chiến binh, Công đoàn viên chức",),
        picture="", kind="introduction"),
    Story("ban-chap-hanh", date(2023, 1, 5), "Ban Chấp hành nhiệm kỳ 2020–2025",
        "Danh sách công khai theo quyết định chuẩn y; bản trình diễn không nêu tên người thật.",
        ("Ban Chấp hành, Ban Thường vụ và Thường trực được bầu tại đại hội nhiệm kỳ và kiện toàn theo quy định.",),
        picture="", kind="introduction"),
    Story("to-chuc-co-so-dang-gioi-thieu", date(2023, 1, 5), "Các tổ chức cơ sở đảng trực thuộc",
        "Đảng bộ cơ sở và chi bộ cơ sở trong các sở, ngành, đoàn thể, đơn vị sự nghiệp và doanh nghiệp.",
        ("Số lượng tổ chức cơ sở đảng và đảng viên tại từng kỳ xem ở mục Số liệu công bố, nơi mỗi con số mở được đến đơn vị đã báo cáo.",),
        picture="", kind="introduction"),
    Story("lien-he", date(2023, 1, 5), "Liên hệ",
        "Văn phòng Đảng ủy Khối tiếp nhận văn bản, góp ý trong giờ hành chính; góp ý trực tuyến có số phiếu và hạn trả lời.",
        ("Thông tin liên hệ của cơ quan và của người đầu mối luôn có ở chân trang. Góp ý, hỏi đáp: xem mục Góp ý.",),
        picture="", kind="introduction"),
)  # fmt: skip

ENGLISH: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("co-cau-to-chuc", "Structure of the Bloc Committee", "The Standing Board, the Standing Committee, four advisory bodies and the mass organisations.",
     ("The advisory bodies are the Office, the Organisation Board, the Propaganda Board and the Inspection Commission.", "Mass organisations: Youth Union, Veterans' Association, Trade Union of officials.")),
    ("chuc-nang-nhiem-vu", "Functions and duties", "The Committee leads, directs, inspects and supervises the grassroots party organisations in agencies and enterprises of the province.",
     ("Its duties are political leadership, building party organisations and looking after members, political education, inspection and discipline, and leading the mass organisations.",)),
    ("lien-he", "Contacts", "The Office takes letters during working hours; a letter by the form on this site has a reference and a day by which it is answered.",
     ("Address, telephone and e-mail stand at the foot of every page.",)),
)  # fmt: skip

_ISSUED = "Văn bản của bản trình diễn, không phải văn bản có thật.\n"
PAPERS: tuple[tuple[str, str, date, str, str, str, str, str], ...] = (
    ("Kế hoạch", "107-KH/ĐUK", date(2023, 3, 20), "Tổ chức hội nghị giao ban Cụm Đông Bắc 6 tháng đầu năm 2023", "Nguyễn Thị Thanh Mai", "Văn phòng", "in_force", _ISSUED + "Chuẩn bị tham luận, biểu mẫu số liệu và chương trình hội nghị."),
    ("Kế hoạch", "91-KH/ĐUK", date(2022, 8, 25), "Thí điểm Sổ tay đảng viên điện tử", "Nguyễn Thị Thanh Mai", "Chuyển đổi số", "in_force", _ISSUED + "Thí điểm tại các chi bộ, đánh giá sau mỗi quý."),
    ("Hướng dẫn", "12-HD/ĐUK", date(2023, 5, 8), "Chốt số liệu đảng viên và báo cáo công tác xây dựng Đảng 6 tháng", "Trần Văn Hòa", "Tổ chức", "in_force", _ISSUED + "Đơn vị tính, kỳ số liệu và cách ghi số ước thực hiện."),
    ("Quyết định", "320-QĐ/ĐUK", date(2023, 4, 11), "Ban hành Quy chế sinh hoạt chuyên đề của chi bộ", "Nguyễn Thị Thanh Mai", "Tổ chức", "in_force", _ISSUED + "Sinh hoạt chuyên đề ít nhất mỗi quý một lần."),
    ("Quyết định", "245-QĐ/ĐUK", date(2021, 10, 5), "Quy chế làm việc của Ban Chấp hành (đã được sửa đổi)", "Nguyễn Thị Thanh Mai", "Văn phòng", "amended", ""),
    ("Thông báo", "88-TB/ĐUK", date(2023, 7, 11), "Kết luận Hội nghị Ban Chấp hành lần thứ mười hai", "Nguyễn Thị Thanh Mai", "Văn phòng", "in_force", _ISSUED + "Giao Văn phòng đối chiếu số liệu với từng đơn vị."),
    ("Công văn", "615-CV/ĐUK", date(2023, 6, 2), "Rà soát đảng viên chuyển sinh hoạt chưa có hồi báo", "Trần Văn Hòa", "Tổ chức", "in_force", ""),
    ("Nghị quyết", "09-NQ/ĐUK", date(2022, 11, 30), "Nâng cao chất lượng sinh hoạt chi bộ giai đoạn 2022–2025", "Nguyễn Thị Thanh Mai", "Tổ chức", "in_force", _ISSUED + "Một cuộc sinh hoạt, một việc trọng tâm, một kết luận có người làm."),
    ("Chương trình", "15-CTr/ĐUK", date(2023, 1, 12), "Chương trình công tác năm 2023 của Ban Chấp hành", "Nguyễn Thị Thanh Mai", "Văn phòng", "in_force", ""),
    ("Báo cáo", "210-BC/ĐUK", date(2022, 12, 28), "Công tác xây dựng Đảng năm 2022", "Nguyễn Thị Thanh Mai", "Văn phòng", "in_force", ""),
)  # fmt: skip

EVENTS: tuple[tuple[int, int, int, str, str, str], ...] = (
    (0, 8, 2, "Giao ban Thường trực với các ban tham mưu", "Phòng họp số 1", "Thường trực Đảng ủy Khối"),
    (1, 14, 3, "Làm việc với cấp ủy cơ sở về số liệu báo cáo", "Phòng họp số 2", "Văn phòng Đảng ủy Khối"),
    (2, 8, 4, "Lớp bồi dưỡng nhận thức về Đảng", "Hội trường lớn", "Ban Tuyên giáo"),
    (3, 9, 2, "Tiếp đảng viên và người lao động", "Phòng tiếp dân", "Thường trực Đảng ủy Khối"),
    (4, 15, 2, "Đối thoại trực tuyến về chuyển sinh hoạt đảng", "Trực tuyến", "Ban Tổ chức"),
)

LETTERS: tuple[tuple[str, str, str, str], ...] = (
    ("2023-MAU001", "Một đảng viên chuyển công tác", "Tôi chuyển nơi làm việc sang tỉnh khác thì nộp hồ sơ sinh hoạt đảng trong bao lâu và nộp ở đâu?", "Đồng chí làm thủ tục tại chi bộ nơi đi; giấy giới thiệu và hồ sơ được nộp tại cấp ủy nơi đến trong thời hạn ghi trên giấy. Nơi đến hồi báo để nơi đi xóa tên khỏi danh sách quản lý."),
    ("2023-MAU002", "Người lao động doanh nghiệp", "Lớp bồi dưỡng nhận thức về Đảng có mở vào cuối tuần không?", "Có. Hai buổi trong mỗi khóa được bố trí vào thứ bảy, chủ nhật; lịch khóa tới đăng ở mục Lịch công tác."),
)  # fmt: skip
